/*
 * client/world: a server that names groups and people without end fills no more
 * than their bounds, and this is known; what was there before stays.
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

/* The server says it of so many, by their numbers. */
static void
hear_each(const char *front, size_t count, const char *behind, bool own)
{
	char line[64];

	for (size_t i = 0; i < count; i++) {
		(void)snprintf(line, sizeof(line), "%s%zu%s", front, i, behind);
		hear(line, own);
	}
}

/* Names so many members of a group, 100 a line. */
static void
name_members(const char *group, size_t count)
{
	char line[1024];

	for (size_t i = 0; i < count; i += 100) {
		size_t len =
		    (size_t)snprintf(line, sizeof(line), "names %s", group);
		for (size_t at = i; at < i + 100; at++)
			len += (size_t)snprintf(
			    line + len, sizeof(line) - len, " n%zu", at);
		hear(line, false);
	}
}

int
main(void)
{
	char line[64];

	hear_each("join " ID " g", WORLD_GROUPS, " me", true);
	TAP_OK(world.count == WORLD_GROUPS && !world.full, "groups");
	hear("join " ID " more me", true);
	TAP_OK(world.count == WORLD_GROUPS && world.full &&
		world_has(&world, STR("g0")) && !world_has(&world, STR("more")),
	    "have a bound, and the first ones stay");
	world_free(&world);

	hear("join " ID " g me", true);
	hear_each("tell " ID " t", WORLD_PEOPLE, " me hi", false);
	TAP_OK(world.people.count == WORLD_STRANGERS && !world.full,
	    "those in no group leave room for others");
	name_members("g", WORLD_PEOPLE - WORLD_STRANGERS - 100);
	TAP_OK(!world.full, "who are as many as a server has");
	name_members("g", WORLD_PEOPLE);
	TAP_OK(world.people.count == WORLD_PEOPLE && world.full &&
		world_members(&world, STR("g"))->count <
		    WORLD_PEOPLE - WORLD_STRANGERS + 100,
	    "people have a bound");
	hear_each("leave " ID " g n", WORLD_PEOPLE, "", false);
	TAP_OK(world.people.count == WORLD_STRANGERS &&
		world_members(&world, STR("g"))->count == 1,
	    "who has left makes room");
	world_free(&world);

	for (char group[] = "a"; group[0] <= 'p'; group[0]++) {
		(void)snprintf(line, sizeof(line), "join " ID " %s me", group);
		hear(line, true);
		name_members(group, WORLD_PEOPLE - 1000);
	}
	TAP_OK(world.members == WORLD_MEMBERS && world.full,
	    "and so have the members of all groups");
	hear_each("quit " ID " n", WORLD_PEOPLE, "", false);
	TAP_OK(world.members == 17 && world.people.count == 1,
	    "nobody is left of those who have quit");
	world_free(&world);
	TAP_OK(world.members == 0, "all is given back");
	return tap_done();
}
