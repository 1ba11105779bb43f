/* A connection that is a program: see via.h. */
#include "net/via.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

/* The time to end by itself, and the pause between looks. */
#define OWN_TIME SEC
#define LOOK_MS 5

int
via_begin(struct via *via, const char *command, bool hears)
{
	via->until = 0;
	return program_begin(&via->program, "via", command, true, hears);
}

bool
via_line(struct via *via, struct str *line)
{
	const bool found = program_line(&via->program, line);

	/* ssh ends its lines with CR LF if the terminal is raw. */
	if (found && line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	if (found)
		*line = str_strip(*line);
	return found;
}

bool
via_is_ending(struct via *via)
{
	if (via->program.pid == 0)
		return false;
	if (via->until == 0)
		via->until = clock_mono() + OWN_TIME;
	(void)program_read(&via->program); /* or it might wait for us */
	return !program_has_ended(&via->program) && clock_mono() < via->until;
}

const char *
via_drop(struct via *via)
{
	char how[PROGRAM_END];

	if (!program_drop(&via->program, how))
		return NULL;
	(void)snprintf(via->why, sizeof(via->why), "via: %s",
	    how[0] != '\0' ? how : "exit status 0");
	return via->why;
}

void
via_end(struct via *via)
{
	while (via_is_ending(via))
		(void)poll(NULL, 0, LOOK_MS);
	(void)via_drop(via);
	program_finish();
}

bool
via_tell(const char *command)
{
	if (command == NULL)
		return unsetenv(VIA_VARIABLE) == 0;
	return setenv(VIA_VARIABLE, command, 1) == 0;
}
