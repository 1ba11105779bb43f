/*
 * The router against workers that write, read, stall and die as they like, in
 * any order: its tables agree after every turn, each worker hears what can be
 * so, and in the end nothing is left. The input is a script, a step a line; it
 * begins with the letter of a puppet, a to f, which enters when it is first
 * named. Behind a small letter the router has a turn, behind a capital none.
 *	a:text	it says the text, with LF
 *	a;text	the same without LF
 *	a$text	the same with the ID of the item or row that it has read last
 *		in the place of each $, and with LF
 *	a#text	it says the text so many times, and so long, that queues fill
 *	a<	it reads what has come
 *	a.	it ends its uplink
 *	a,	it ends its downlink
 *	a!	it is killed
 *	~NN	so many tenths of a second pass
 */
#include <stdio.h>
#include <sys/resource.h>

#include "server/base/mem/arena.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
#include "tests/fuzz/lib/ear.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define PUPPETS 6
#define TENTHS_MOST 600
#define STEPS_MOST 400

/* The length of a long text, and the number of times it is sent: 90 KB. */
#define LETTERS 3000
#define TIMES 30

static const struct config_option options[] = { { "max_clients", "6" },
	{ "max_joined", "4" }, { "max_groups", "6" }, { "queue_max", "600K" },
	{ "queue_total", "900K" }, { "verbose", "yes" }, { "table_max", "6K" },
	{ "table_keys", "6" }, { "box_max", "20K" }, { NULL, NULL } };

static struct {
	bool begun;
	size_t used; /* of the arena, while nobody is in */
	struct actor {
		bool is_in;
		struct puppet puppet;
		struct ear ear;
	} actor[PUPPETS];
} test;

static void
turn(void)
{
	stage_turn();
	sane_check();
	stage_forget_log();
}

static void
begin(void)
{
	if (test.begun)
		return;
	stage_begin(options);
	(void)setpriority(PRIO_PROCESS, 0, 0); /* spawn.c took the best */
	turn();
	test.used = arena_used();
	test.begun = true;
}

static void
enter(struct actor *actor)
{
	if (actor->is_in)
		return;
	turn(); /* the router reaps last, and accepts in the next turn */
	puppet_enter(&actor->puppet);
	actor->ear = (struct ear) { 0 };
	actor->is_in = true;
}

/* Bytes without room, or without a recipient, are lost. */
static void
write_up(struct actor *actor, struct str bytes)
{
	const ssize_t count = actor->puppet.up != -1 ?
	    io_write(actor->puppet.up, bytes.at, bytes.len) :
	    0;

	if (count > 0)
		ear_said(&actor->ear, (struct str) { bytes.at, (size_t)count });
}

static void
say(struct actor *actor, struct str text)
{
	write_up(actor, text);
	write_up(actor, STR("\n"));
}

static void
say_with_id(struct actor *actor, struct str text)
{
	char digits[STR_DIGITS];
	const struct str id = str_number(actor->ear.seen, digits);

	for (size_t i = 0; i < text.len; i++)
		write_up(actor,
		    text.at[i] == '$' ? id : (struct str) { text.at + i, 1 });
	write_up(actor, STR("\n"));
}

static void
say_half(struct actor *actor, struct str text)
{
	write_up(actor, text);
}

static void
say_much(struct actor *actor, struct str text)
{
	for (int i = 0; i < TIMES; i++) {
		write_up(actor, text);
		write_up(actor, str_from(filler(LETTERS)));
		write_up(actor, STR("\n"));
		turn();
	}
}

static void
listen_to_all(struct actor *actor, struct str text)
{
	struct str line;

	(void)text;
	while (actor->puppet.down != -1 && puppet_line(&actor->puppet, &line)) {
		ear_hear(&actor->ear, line);
		if (buf_len(&actor->puppet.in) == 0)
			turn();
	}
}

static void
end_uplink(struct actor *actor, struct str text)
{
	(void)text;
	io_close(&actor->puppet.up);
}

static void
end_downlink(struct actor *actor, struct str text)
{
	(void)text;
	io_close(&actor->puppet.down);
}

static void
die(struct actor *actor, struct str text)
{
	(void)text;
	puppet_die(&actor->puppet);
	actor->is_in = false;
}

static const struct {
	char sign;
	void (*act)(struct actor *actor, struct str text);
} steps[] = {
	{ ':', say },
	{ ';', say_half },
	{ '$', say_with_id },
	{ '#', say_much },
	{ '<', listen_to_all },
	{ '.', end_uplink },
	{ ',', end_downlink },
	{ '!', die },
};

static void
act(struct actor *actor, char sign, struct str text)
{
	for (size_t i = 0; i < COUNT(steps); i++)
		if (steps[i].sign == sign) {
			enter(actor);
			steps[i].act(actor, text);
		}
}

static void
pass(struct str digits)
{
	uint64_t tenths;

	if (!str_to_number(digits, TENTHS_MOST, &tenths))
		return;
	/* No timer sees more than a second of a turn. */
	for (uint64_t part; tenths > 0; tenths -= part) {
		part = tenths < 10 ? tenths : 10;
		pace(part * 100 * MSEC);
		turn();
	}
}

static void
take_step(struct str step)
{
	const char letter = (char)(step.at[0] | 0x20);
	const struct str text = { step.at + 2, step.len - 2 };

	if (step.at[0] == '~')
		pass((struct str) { step.at + 1, step.len - 1 });
	if (letter < 'a' || letter >= 'a' + PUPPETS)
		return;
	act(&test.actor[letter - 'a'], step.at[1], text);
	if (step.at[0] == letter)
		turn();
}

static void
end(void)
{
	for (size_t i = 0; i < PUPPETS; i++)
		if (test.actor[i].is_in)
			die(&test.actor[i], STR(""));
	turn();
	sane_check_empty();
	MUST(arena_used() == test.used, "%zu bytes are held, not %zu",
	    arena_used(), test.used);
}

void
fuzz(struct str input)
{
	struct str step;

	begin();
	ear_begin();
	for (int i = 0; i < STEPS_MOST && fuzz_line(&input, &step); i++)
		if (step.len >= 2)
			take_step(step);
	end();
}
