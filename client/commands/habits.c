/* Words of other chat programs: see habits.h. */
#include "commands/habits.h"

static const struct {
	const char *word, *remedy;
} habits[] = {
	{ "bind", "keys cannot be changed; /help keys lists them" },
	{ "exec",
	    "there is no /exec; to send what a command prints, run in a shell: "
	    "COMMAND | forkcast send '#G'" },
	{ "key", "keys cannot be changed; /help keys lists them" },
	{ "save", "/set saves each change at once; nothing is left to save" },
	{ "server",
	    "to use another server as well, type /connect NAME; to change "
	    "yours, /set server ADDRESS" },
};

struct str
habits_remedy(struct str word)
{
	for (size_t i = 0; i < COUNT(habits); i++)
		if (str_caseeq(str_from(habits[i].word), word))
			return str_from(habits[i].remedy);
	return STR("");
}
