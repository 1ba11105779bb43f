/*
 * client/world: a server that names groups and people without end fills no more
 * than their bounds, and what was there before stays.
 */
#include <stdio.h>

#include "client/world/world.h"
#include "tests/lib/must.h"

#define ID "1795155243000000"

static struct world world;

/* The server says it, and perhaps that we have done it. */
static void
hear(const char *text, bool own)
{
	struct command line;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK,
	    "a line: %s", text);
	const struct world_asked asked = { .group = line.arg[1] };
	world_take(&world, &line, own, own ? &asked : NULL);
}

/* Joins so many groups. */
static void
join(size_t count)
{
	char line[64];

	for (size_t i = 0; i < count; i++) {
		(void)snprintf(line, sizeof(line), "join " ID " g%zu me", i);
		hear(line, true);
	}
}

/* Names so many members of a group, 100 a line, in their order. */
static void
name_members(size_t group, size_t count)
{
	char line[1024];

	for (size_t i = 0; i < count; i += 100) {
		size_t len =
		    (size_t)snprintf(line, sizeof(line), "names g%zu", group);
		for (size_t at = i; at < i + 100; at++)
			len += (size_t)snprintf(
			    line + len, sizeof(line) - len, " n%06zu", at);
		hear(line, false);
	}
}

int
main(void)
{
	join(WORLD_GROUPS + 500);
	TAP_OK(world.count == WORLD_GROUPS, "groups have a bound");
	TAP_OK(world_has(&world, STR("g0")) && !world_has(&world, STR("g1234")),
	    "the first ones stay");
	name_members(0, MEMBERS_MOST + 1000);
	TAP_OK(world_members(&world, STR("g0"))->count == MEMBERS_MOST,
	    "the members of a group have a bound");
	for (size_t i = 1; i < 20; i++)
		name_members(i, MEMBERS_MOST);
	TAP_OK(world.members == MEMBERS_ALL, "and those of all together");
	hear("leave " ID " g1 me", true);
	TAP_OK(world.members == MEMBERS_ALL - MEMBERS_MOST &&
		!world_has(&world, STR("g1")),
	    "who leaves a group makes room");
	world_free(&world);
	TAP_OK(world.members == 0, "all is given back");
	return tap_done();
}
