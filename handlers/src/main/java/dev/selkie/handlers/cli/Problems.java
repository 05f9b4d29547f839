package dev.selkie.handlers.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells a user's mistakes in one line, and keeps the stack trace for the programmer's. */
final class Problems implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        tell(command, describe(failure) + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof CommandFailedException || failure instanceof IOException) {
            tell(command, messageOf(failure));
        } else {
            tell(command, "this is a defect of selkie, please report it: " + failure);
            failure.printStackTrace(command.getErr());
        }
        return ExitCode.SOFTWARE;
    }

    /** Picocli's suggestions are left out: for {@code ehco} its first one is {@code completion}. */
    private static String describe(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return kind(unmatched) + " '" + unmatched.getUnmatched().get(0) + "'";
        }
        String message = messageOf(failure).replaceFirst("^Error: ", ""); // of options that exclude each other
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String kind(UnmatchedArgumentException failure) {
        if (failure.isUnknownOption()) {
            return "unknown option";
        }
        return failure.getCommandLine().getSubcommands().isEmpty() ? "superfluous argument" : "unknown command";
    }

    private static String messageOf(Exception failure) {
        return Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
    }

    private static void tell(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println("selkie: " + message.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }
}
