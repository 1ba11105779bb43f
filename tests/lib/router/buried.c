/* A puppet that does not read: see buried.h. */
#include "tests/lib/router/buried.h"

#include <stdio.h>

#include "server/router/model/slots.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"

#define LETTERS 3000

void
bury(struct buried *buried, struct puppet *puppet)
{
	const struct slot *slot = slots_get(puppet->slot);
	char line[LIMIT_LINE], last[LIMIT_LINE];

	buried->puppet = puppet;
	MUST(puppet_ask(puppet, "join news", "join * * ..."), "cannot join");
	for (int i = 0; i < BURIED_READERS; i++) {
		(void)snprintf(line, sizeof(line), "reader%d", i); /* fits */
		puppet_join(&buried->reader[i], line, "news");
	}
	(void)snprintf(
	    line, sizeof(line), "send news %s", filler(LETTERS)); /* fits */
	while (!slot->down.over_mark) {
		puppet_say(&buried->reader[0], line);
		for (int i = 0; i < BURIED_READERS; i++)
			puppet_hear_all(&buried->reader[i], last);
	}
}

void
unbury(struct buried *buried, char last[LIMIT_LINE])
{
	for (int i = 0; i < BURIED_READERS; i++)
		puppet_die(&buried->reader[i]);
	puppet_hear_all(buried->puppet, last);
}
