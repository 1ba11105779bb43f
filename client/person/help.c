/* What /help says of the client itself: see help.h and forkcast(1). */
#include "person/help.h"

#define LINE(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

static const struct str lines[] = {
	LINE("A line that is a command is run; any other is sent to the "
	     "current group."),
	LINE("  /g [G]        make G the current group, or show your groups"),
	LINE("  /names        list the members of the current group, and their "
	     "status"),
	LINE("  //text        send \"/text\"; a space in front sends the rest"),
	LINE("  Ctrl-C        clear the line, then quit; Ctrl-D too"),
	LINE("  Ctrl-A Ctrl-E start and end of the line; Home and End too"),
	LINE("  Alt-1 Alt-9   switch to that group; Ctrl-N, Ctrl-P: next, "
	     "previous"),
	LINE("  Ctrl-W        delete a word; Ctrl-U, Ctrl-K: to start, to end"),
	LINE("  Up Down       earlier and later lines"),
	LINE("  Tab           complete a name, a group, or /command"),
	LINE("  PgUp PgDn     scroll back and forward; any other key returns"),
	LINE(
	    "  Pasting       one line is typed; several are sent if you agree"),
	LINE("  Ctrl-L        clear the screen; Ctrl-Z: suspend"),
	LINE("The server's commands, with or without a / in front:"),
};

struct str
help_line(size_t i)
{
	return i < COUNT(lines) ? lines[i] : STR("");
}
