/*
 * server/operator/orders: a list takes as many turns as its answer needs, no
 * more of it is made than there is room for, and who leaves meanwhile takes
 * nobody else out of it.
 */
#include "server/operator/control.h"

#include <stdio.h>

#include "server/router/asks.h"
#include "shared/limits.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define CLIENTS 30
#define LEAVE 5 /* so many at both ends, once a part was listed */

/* What must be free for a line, and room for a few. */
static char room[2 * LIMIT_LINE + 500];

static struct puppet puppets[CLIENTS];
static size_t next; /* the first that was not listed */

/* Takes what was answered; false if one is missing, or there twice. */
static bool
take(struct buf *out)
{
	struct str line, name;
	uint64_t number;

	while (buf_line(out, &line) == LINE_WHOLE) {
		const struct str whole = line;
		if (str_skip(&line, STR("- "))) {
			(void)str_word(&line);
			name = str_word(&line);
			MUST(str_skip(&name, STR("p")) &&
				str_to_number(name, CLIENTS, &number),
			    "a name");
			if (number != next++)
				return false;
		}
		buf_drop_line(out, whole);
	}
	return true;
}

int
main(void)
{
	enum order_outcome outcome;
	uint32_t cursor = 0;
	char name[16];
	bool whole = true;
	size_t turns = 0;
	struct buf out;

	stage_begin((const struct config_option[]) { { "max_clients", "40" },
	    { "max_per_address", "0" }, { NULL, NULL } });
	for (size_t i = 0; i < CLIENTS; i++) {
		(void)snprintf(name, sizeof(name), "p%zu", i);
		puppet_join(&puppets[i], name, "all");
	}
	buf_init(&out, room, sizeof(room));
	do {
		outcome = orders_run(
		    STR("clients"), 0, ASKS_OPERATORS, &cursor, &out, NULL);
		whole = whole && take(&out);
		if (++turns != 2)
			continue;
		MUST(next > LEAVE && next < CLIENTS - LEAVE, "in the middle");
		for (size_t i = 0; i < LEAVE; i++) {
			puppet_die(&puppets[i]);
			puppet_die(&puppets[CLIENTS - 1 - i]);
		}
		stage_turn();
	} while (outcome == ANSWERED_IN_PART);
	TAP_OK(whole, "each is listed once");
	TAP_NUM(next, CLIENTS - LEAVE, "but for those who have left before");
	TAP_OK(turns > 3, "in %zu turns", turns);
	return tap_done();
}
