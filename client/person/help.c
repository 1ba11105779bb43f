/* What /help says of the client itself: see help.h and forkcast(1). */
#include "person/help.h"

#define LINE(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

static const struct str lines[] = {
	LINE("A line that is a command is obeyed; any other is said to the "
	     "current group."),
	LINE("  /g [G]        speak to G from now on, or say where you are"),
	LINE("  /names        list who is in the current group, and their "
	     "status"),
	LINE("  //text        say \"/text\"; a space in front says the rest"),
	LINE("  Ctrl-C        clear the line, then quit; Ctrl-D too"),
	LINE("  Ctrl-A Ctrl-E start and end of the line; Home and End too"),
	LINE("  Alt-1 Alt-9   speak to that group of yours; Ctrl-N: the next,"
	     " Ctrl-P: the one before"),
	LINE("  Ctrl-W        delete a word; Ctrl-U, Ctrl-K: to start, to end"),
	LINE("  Up Down       lines typed before"),
	LINE("  Tab           complete a name, a group, or /command"),
	LINE("  PgUp PgDn     scroll back and on; any other key returns"),
	LINE("  Pasting       one line is typed; many are said if you agree"),
	LINE("  Ctrl-L        clear the screen; Ctrl-Z: stop"),
	LINE("The server's commands, with or without a / in front:"),
};

struct str
help_line(size_t i)
{
	return i < COUNT(lines) ? lines[i] : STR("");
}
