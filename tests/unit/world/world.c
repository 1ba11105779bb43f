/*
 * client/world: groups, members, roles and names are as a model has them, which
 * looks at each of them for each line. A server that names groups and people
 * without end fills no more than their bounds, and this is known; what was
 * there before stays.
 */
#include <stdio.h>
#include <string.h>

#include "client/world/world.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define ID "1795155243000000"
#define GROUPS 4
#define NAMES 9
#define STEPS 20000

static struct world world;

/* Is the person there, and with which roles? The last row: heard of at all. */
static struct {
	bool there[GROUPS + 1][NAMES];
	unsigned roles[GROUPS][NAMES];
	bool joined[GROUPS];
} model;

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

static void
move(size_t to, size_t from)
{
	for (size_t g = 0; g <= GROUPS; g++) {
		model.there[g][to] = model.there[g][from];
		model.there[g][from] = false;
		if (g < GROUPS) {
			model.roles[g][to] = model.roles[g][from];
			model.roles[g][from] = 0;
		}
	}
}

static void
vanish(size_t n)
{
	for (size_t g = 0; g <= GROUPS; g++) {
		model.there[g][n] = false;
		if (g < GROUPS)
			model.roles[g][n] = 0;
	}
}

static void
clear_group(size_t g)
{
	memset(model.there[g], 0, sizeof(model.there[g]));
	memset(model.roles[g], 0, sizeof(model.roles[g]));
}

/* One line, in any case of letters, to the world and to the model. */
static void
step(void)
{
	static const char *const names[] = { "n%zu", "N%zu" };
	const size_t g = dice(GROUPS), n = dice(NAMES), to = dice(NAMES);
	const char role = "ov"[dice(2)], sign = "+-"[dice(2)];
	const unsigned bit = role == 'o' ? ROLE_OPERATOR : ROLE_VOICE;
	char line[128], who[8], other[8];

	(void)snprintf(who, sizeof(who), names[dice(2)], n);
	(void)snprintf(other, sizeof(other), names[dice(2)], to);
	switch (dice(8)) {
	case 0:
		(void)snprintf(line, sizeof(line), "join " ID " g%zu me", g);
		hear(line, true);
		clear_group(g);
		model.joined[g] = true;
		break;
	case 1:
		(void)snprintf(line, sizeof(line), "leave " ID " g%zu me", g);
		if (dice(4) > 0)
			break;
		hear(line, true);
		clear_group(g);
		model.joined[g] = false;
		break;
	case 2:
		(void)snprintf(
		    line, sizeof(line), "join " ID " g%zu %s", g, who);
		hear(line, false);
		model.there[g][n] |= model.joined[g];
		model.there[GROUPS][n] = true;
		break;
	case 3:
		(void)snprintf(
		    line, sizeof(line), "leave " ID " g%zu %s", g, who);
		hear(line, false);
		model.there[g][n] = false;
		model.roles[g][n] = 0;
		break;
	case 4:
		(void)snprintf(line, sizeof(line), "quit " ID " %s", who);
		hear(line, false);
		vanish(n);
		break;
	case 5:
		(void)snprintf(
		    line, sizeof(line), "name " ID " %s %s", who, other);
		hear(line, false);
		if (model.there[GROUPS][n] && n != to) {
			vanish(to);
			move(to, n);
		}
		model.there[GROUPS][to] = true;
		break;
	case 6:
		(void)snprintf(line, sizeof(line),
		    "mode " ID " g%zu %s %c%c %s", g, other, sign, role, who);
		hear(line, false);
		if (model.there[g][n])
			model.roles[g][n] = sign == '+' ?
			    model.roles[g][n] | bit :
			    model.roles[g][n] & ~bit;
		break;
	default:
		(void)snprintf(
		    line, sizeof(line), "names g%zu @%s +%s", g, who, other);
		hear(line, false);
		model.there[GROUPS][n] = model.there[GROUPS][to] = true;
		if (!model.joined[g])
			break;
		model.there[g][n] = model.there[g][to] = true;
		model.roles[g][n] = ROLE_OPERATOR;
		model.roles[g][to] = ROLE_VOICE;
		break;
	}
}

/* Is one row of the model, for a group or for all who are known, so? */
static bool
is_row(const struct members *members, const bool *there, const unsigned *roles)
{
	size_t count = 0, listed = 0;
	char name[8];

	for (size_t n = 0; n < NAMES; n++) {
		(void)snprintf(name, sizeof(name), "n%zu", n);
		const struct member *member =
		    world_find_member(&world, members, str_from(name));
		if ((member != NULL) != there[n] ||
		    (member != NULL && roles != NULL &&
			member->roles != roles[n]))
			return false;
		count += there[n];
	}
	for (size_t i = 0; i < RANK_COUNT; i++)
		for (const struct member *member = members->rank[i];
		     member != NULL; member = member->in[BY_GROUP].next) {
			const unsigned roles_of = member->roles;
			if (i !=
			    (roles_of & ROLE_OPERATOR	  ? RANK_OPERATOR :
				    roles_of & ROLE_VOICE ? RANK_VOICE :
							    RANK_OTHER))
				return false;
			listed += !str_caseeq(world_name_of(member), STR("me"));
		}
	return listed == count;
}

static bool
is_as_modelled(void)
{
	char group[8];

	for (size_t g = 0; g < GROUPS; g++) {
		(void)snprintf(group, sizeof(group), "g%zu", g);
		if (world_has(&world, str_from(group)) != model.joined[g] ||
		    !is_row(world_members(&world, str_from(group)),
			model.there[g], model.roles[g]))
			return false;
	}
	return is_row(&world.people, model.there[GROUPS], NULL);
}

static void
is_like_the_model(void)
{
	size_t i = 0;

	while (i < STEPS && is_as_modelled()) {
		step();
		i++;
	}
	TAP_OK(i == STEPS && is_as_modelled(),
	    "%zu lines: who is where, and with which roles", i);
	world_free(&world);
	TAP_OK(world.members == 0 && !world_has(&world, STR("g0")),
	    "all is given back");
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

static void
has_bounds(void)
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

	hear("join " ID " g me", true);
	hear("ok mode g nabcdefghijmpqrs 1 - 0 -", false);
	hear("mode " ID " g boss +t", false);
	TAP_STR(world_modes(&world, STR("g")), STR("nabcdefghijmpqrs"),
	    "so many modes are remembered");
	world_free(&world);
}

int
main(void)
{
	dice_begin();
	is_like_the_model();
	has_bounds();
	return tap_done();
}
