/*
 * A client in thousands of groups, with names made up to share a bucket, asks
 * for one more such group. It costs no more than any other client: as few names
 * are compared. Linked with -Wl,--wrap=str_caseeq to count them.
 */
#include <stdio.h>

#include "shared/str.h"
#include "tests/lib/colliding.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define GROUPS 4000

/* In all that a command looks for, of some thousands by chance. */
#define MOST 40

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "max_joined", "4010" }, { "max_made", "0" },
	{ NULL, NULL } };

static struct puppet puppet;
static unsigned compared; /* names */

bool __real_str_caseeq(struct str a, struct str b);
bool __wrap_str_caseeq(struct str a, struct str b);

bool
__wrap_str_caseeq(struct str a, struct str b)
{
	compared++;
	return __real_str_caseeq(a, b);
}

static void
say_of(const char *verb, const char *group)
{
	char line[64];

	(void)snprintf(line, sizeof(line), "%s %s", verb, group); /* fits */
	puppet_say(&puppet, line);
}

static void
join_all(void)
{
	char name[COLLIDING_ROOM];

	for (unsigned i = 0; i < GROUPS; i++) {
		colliding_name(i, name);
		say_of("join", name);
		MUST(puppet_hears(&puppet, "join * * puppet"), "not joined");
	}
}

/* How many names are compared for a command on a group that is not there. */
static unsigned
cost_of(const char *verb, const char *group)
{
	char last[LIMIT_LINE];

	compared = 0;
	say_of(verb, group);
	const unsigned cost = compared;
	puppet_hear_all(&puppet, last);
	MUST(last[0] != '\0', "no answer");
	return cost;
}

int
main(void)
{
	static const char *const verbs[] = { "names", "join", "leave" };
	char missing[COLLIDING_ROOM];

	stage_begin(options);
	puppet_join(&puppet, "puppet", "tea");
	join_all();
	for (unsigned i = 0; i < COUNT(verbs); i++) {
		colliding_name(GROUPS + i, missing);
		const unsigned made_up = cost_of(verbs[i], missing);
		TAP_OK(made_up <= MOST,
		    "%s one more of %d: %u names are compared", verbs[i],
		    GROUPS, made_up);
	}
	TAP_OK(cost_of("names", "tea") > 0, "one that is there is compared");
	return tap_done();
}
