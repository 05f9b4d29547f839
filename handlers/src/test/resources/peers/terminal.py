"""Runs a command on a terminal of its own. Arguments: what to type, each after a prompt; --; the command.
Prints what the terminal showed, then the exit status on a line."""
import os
import pty
import select
import sys

split = sys.argv.index("--")
lines, command = sys.argv[1:split], sys.argv[split + 1:]

process, terminal = pty.fork()
if process == 0:
    os.execvp(command[0], command)

shown = b""
answered = 0
while True:
    if not select.select([terminal], [], [], 20)[0]:
        sys.exit("nothing for 20 s after: " + repr(shown))
    try:
        piece = os.read(terminal, 4096)
    except OSError:  # Linux: it has closed the terminal
        break
    if not piece:
        break
    shown += piece
    if shown.endswith(b"> ") and lines:
        os.write(terminal, lines.pop(0).encode().decode("unicode_escape").encode("latin-1"))
_, status = os.waitpid(process, 0)
sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
print(os.waitstatus_to_exitcode(status))
