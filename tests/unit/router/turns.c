/*
 * Turns of the router under a load: with each of the costly commands, said by
 * fifty at once and as often as they may, no turn uses more than its budget and
 * one step, and a bystander's line runs in the first turn behind them all.
 * Goodbyes are said in turns as well, and masks end so.
 */
#include <stdio.h>

#include "server/base/loop/ticks.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/masks.h"
#include "server/router/model/slots.h"
#include "server/router/queue/budget.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define HOSTILE 50
#define LINES 10
#define IDLE 2000
#define SECRET 9000
#define SPREAD 40 /* groups that each idle one is in */

/* The dearest step: what one line of these does without asking in between. */
#define STEP (2 * MSEC * BUDGET_UNIT)

static const struct config_option options[] = { { "max_clients", "4000" },
	{ "hello_time", "0" }, { "max_groups", "20000" },
	{ "max_joined", "60" }, { "max_made", "0" }, { "table_keys", "10000" },
	{ NULL, NULL } };

static struct {
	struct puppet hostile[HOSTILE];
	struct puppet bystander;
	uint64_t turn; /* the most that one has used */
	char last[LIMIT_LINE];
} test;

/* %d is the client's own number. */
static const struct {
	const char *line;
	size_t turns; /* that all need at least */
} lines[] = {
	{ "who @*????????????????????x", LINES + 1 },
	{ "who @*", LINES + 1 },
	{ "who hall", LINES + 1 },
	{ "names hall", 0 },
	{ "groups", 0 },
	{ "join trap", 3 },
	{ "whois client0", 0 },
	{ "put hall key%d value", 0 },
	{ "send hall hello", 0 },
	{ "hold hall key%d 1 value", 0 },
	{ "free hall key%d", 0 },
	{ "post hall an item", 0 },
	{ "ping", 0 },
};

/* A client whose worker nobody plays: nothing can be written to it. */
static client_id
add_idle(struct str name)
{
	const uint32_t slot = slots_take();
	const conn_id idle = slot != SLOT_NONE ? clients_new(slot) : CONN_NONE;

	MUST(conn_is(idle), "no client");
	slots_get(slot)->kind = KIND_CLIENT;
	slots_get(slot)->conn = idle;
	MUST(clients_set_name(client_of(idle), name), "no name");
	return client_of(idle);
}

static void
fill(void)
{
	char text[128];

	for (int i = 0; i < IDLE; i++) {
		(void)snprintf(text, sizeof(text), "client%d", i); /* fits */
		const client_id idle = add_idle(str_from(text));
		(void)snprintf(text, sizeof(text), "%0100d", i); /* fits */
		str_put(
		    clients_get(idle)->real, LIMIT_REAL + 1, str_from(text));
		MUST(groups_enter(groups_find(STR("hall")), idle), "no member");
		for (int group = 0; group < SPREAD; group++) {
			(void)snprintf(text, sizeof(text), "wide%d", group);
			MUST(groups_enter(groups_make(str_from(text)), idle),
			    "no member");
		}
	}
	for (int i = 0; i < SECRET; i++) {
		(void)snprintf(text, sizeof(text), "secret%d", i); /* fits */
		groups_get(groups_make(str_from(text)))->modes.flags =
		    MODE_SECRET;
	}
}

/* Nobody may join it, which it takes all its masks to find out. */
static void
set_trap(void)
{
	struct group *trap = groups_get(groups_make(STR("trap")));
	char text[LIMIT_MASK];

	trap->modes.flags = MODE_INVITE_ONLY;
	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		for (int i = 0; i < LIMIT_MASKS; i++) {
			(void)snprintf(text, sizeof(text),
			    "*??????????%02d???????????x!~*@*", i); /* fits */
			MUST(masks_restore(&trap->masks, masks_letter(list),
				 clock_wall(), CLIENT_NONE, str_from(text),
				 STR("op")) != NULL,
			    "no mask");
		}
}

static void
enter(void)
{
	char text[64];

	puppet_join(&test.bystander, "bystander", "yard");
	for (int i = 0; i < HOSTILE; i++) {
		(void)snprintf(text, sizeof(text), "hostile%d", i); /* fits */
		puppet_join(&test.hostile[i], text, "hall");
	}
	puppet_say(&test.hostile[0], "want full");
	for (int i = 0; i < HOSTILE; i++)
		puppet_hear_all(&test.hostile[i], test.last);
}

/* One turn, and what it has used; true if anybody has heard anything. */
static bool
turn(void)
{
	struct str line;
	bool heard = false;

	pace(100);
	stage_turn();
	if (budget_used() > test.turn)
		test.turn = budget_used();
	for (size_t i = 0; i < HOSTILE; i++) {
		while (puppet_line(&test.hostile[i], &line))
			heard = true;
	}
	return heard || budget_has_more() || ticks_due() < ticks_now() + SEC;
}

/* All say it as often as they may, without waiting for an answer. */
static void
say(const char *format)
{
	char text[LIMIT_LINE];

	for (int i = 0; i < HOSTILE; i++) {
		(void)snprintf(text, sizeof(text) - 1, format, i); /* fits */
		const size_t len = strlen(text);
		text[len] = '\n';
		for (int times = 0; times < LINES; times++)
			puppet_write(
			    &test.hostile[i], (struct str) { text, len + 1 });
	}
}

static void
keeps_to_its_budget(void)
{
	for (size_t i = 0; i < COUNT(lines); i++) {
		size_t turns = 1;
		test.turn = 0;
		say(lines[i].line);
		(void)turn();
		puppet_write(&test.bystander, STR("ping now\n"));
		(void)turn();
		TAP_OK(puppet_hears(&test.bystander, "ok ping now"),
		    "a bystander goes first: %s", lines[i].line);
		while (turn())
			turns++;
		TAP_OK(test.turn <= BUDGET_TURN + STEP,
		    "a turn uses %zu us at most", (size_t)(test.turn / 1000));
		TAP_OK(turns >= lines[i].turns, "it takes %zu turns", turns);
	}
}

/* A list that was told in many turns is whole. */
static void
tells_all(void)
{
	struct puppet *puppet = &test.hostile[0];

	puppet_say(puppet, "who @client*");
	puppet_hear_all(puppet, test.last);
	TAP_STR(str_from(test.last), STR("ok who @client* 2000"),
	    "all who are here are listed");
}

/* Hundreds of masks end at once, each of which many are told of. */
static void
masks_end_in_turns(void)
{
	struct masks *masks = &groups_get(groups_find(STR("hall")))->masks;
	size_t seconds = 0;
	char text[LIMIT_MASK];

	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		for (int i = 0; i < LIMIT_MASKS; i++) {
			(void)snprintf(
			    text, sizeof(text), "~t:1s:x%d!*@*", i); /* fits */
			MUST(masks_restore(masks, masks_letter(list),
				 clock_wall(), CLIENT_NONE, str_from(text),
				 STR("op")) != NULL,
			    "no mask");
		}
	masks_clear(&groups_get(groups_find(STR("trap")))->masks);
	test.turn = 0;
	for (; masks_bytes() > 0 && seconds < 300; seconds++) {
		pace(SEC);
		(void)turn();
	}
	TAP_OK(test.turn <= BUDGET_TURN + STEP && masks_bytes() == 0,
	    "masks end in %zu s and turns of %zu us at most", seconds,
	    (size_t)(test.turn / 1000));
}

/* Thousands leave at once, each of many groups: others say things meanwhile. */
static void
says_goodbye_in_turns(void)
{
	size_t turns = 0, there = 0;

	test.turn = 0;
	FOR_EACH_SLOT(slot)
		if (slots_get(slot)->up.fd == -1)
			disconnect_request(slot, BYE_KICKED, NO_WORDS);
	for (; disconnect_has_marked(); turns++)
		(void)turn();
	TAP_OK(test.turn <= BUDGET_TURN + STEP && turns > LINES,
	    "%d leave in %zu turns of %zu us at most", IDLE, turns,
	    (size_t)(test.turn / 1000));
	FOR_EACH_SLOT(slot)
		there += slots_get(slot)->state == SLOT_OPEN;
	TAP_NUM(there, HOSTILE + 1, "and all of them have");
}

int
main(void)
{
	stage_begin(options);
	enter();
	set_trap();
	fill();
	keeps_to_its_budget();
	tells_all();
	masks_end_in_turns();
	says_goodbye_in_turns();
	return tap_done();
}
