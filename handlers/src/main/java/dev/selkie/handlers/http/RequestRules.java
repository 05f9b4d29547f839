package dev.selkie.handlers.http;

import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;

/** What the parser lets pass, and is refused all the same. */
final class RequestRules {
    /** A name, an IPv4 address, or an IPv6 address in brackets; perhaps a port, whose range the parser has checked. */
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private RequestRules() {}

    static void check(String method, HttpVersion version, HttpFields fields) throws RefusedException {
        if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_1_0) {
            throw RefusedException.of(505);
        }
        checkTransferEncoding(version, fields);
        checkHost(version, fields.getValuesList(HttpHeader.HOST));
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw RefusedException.of(HttpMethod.fromString(method) == null ? 501 : 405);
        }
        if (fields.contains(HttpHeader.EXPECT) && !fields.contains(HttpHeader.EXPECT, "100-continue")) {
            throw RefusedException.of(417);
        }
    }

    private static void checkTransferEncoding(HttpVersion version, HttpFields fields) throws RefusedException {
        if (!fields.contains(HttpHeader.TRANSFER_ENCODING)) {
            return;
        }
        if (version == HttpVersion.HTTP_1_0) {
            throw RefusedException.bad("HTTP/1.0 has no Transfer-Encoding.");
        }
        List<String> codings = fields.getValuesList(HttpHeader.TRANSFER_ENCODING);
        if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
            throw new RefusedException(501, "The only Transfer-Encoding that is understood is chunked.");
        }
    }

    private static void checkHost(HttpVersion version, List<String> hosts) throws RefusedException {
        boolean mayLack = version == HttpVersion.HTTP_1_0 && hosts.isEmpty();
        if (!mayLack && (hosts.size() != 1 || !HOST.matcher(hosts.get(0)).matches())) {
            throw RefusedException.bad("The Host is missing, or is no host.");
        }
    }

    static boolean isPersistent(HttpVersion version, HttpFields fields) {
        return version == HttpVersion.HTTP_1_1
                ? !fields.contains(HttpHeader.CONNECTION, "close")
                : fields.contains(HttpHeader.CONNECTION, "keep-alive")
                        && !fields.contains(HttpHeader.CONNECTION, "close");
    }
}
