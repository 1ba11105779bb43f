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
#include "shared/grammar.h"
#include "shared/io.h"
#include "shared/names.h"
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

#define JOINED_MOST 8

/* What a worker has heard of its client. */
struct ear {
	char name[LIMIT_NAME];
	size_t name_len;
	char group[JOINED_MOST][LIMIT_GROUP]; /* those that it is in */
	size_t group_len[JOINED_MOST];
	size_t groups;
	uint64_t id; /* of the last event */
	uint64_t seen; /* of the last item or row */
	bool ended; /* by bye */
};

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

/* --- What a worker may hear -------------------------------------------- */

static uint64_t
number_of(struct str word)
{
	uint64_t number = 0;

	MUST(str_to_number(word, UINT64_MAX, &number), "\"%.*s\" is no number",
	    (int)word.len, word.at);
	return number;
}

/* Which of the groups that it is in; or their number. */
static size_t
find_group(const struct ear *ear, struct str group)
{
	size_t i = 0;

	while (i < ear->groups &&
	    !str_eq((struct str) { ear->group[i], ear->group_len[i] }, group))
		i++;
	return i;
}

static void
take_name(struct ear *ear, struct str name)
{
	memcpy(ear->name, name.at, name.len);
	ear->name_len = name.len;
}

/*
 * An event of a group, or of a part of it: said->arg[1], by said->arg[2]. Who
 * speaks from outside hears itself.
 */
static void
hear_group(struct ear *ear, const struct command *said, bool own)
{
	const enum verb verb = said->rule->verb;
	size_t i = find_group(ear, audience_group(said->arg[1]));

	if (verb == VERB_JOIN && own) {
		MUST(i == ear->groups && i < JOINED_MOST, "it joins twice");
		memcpy(ear->group[i], said->arg[1].at, said->arg[1].len);
		ear->group_len[ear->groups++] = said->arg[1].len;
	}
	MUST(i < ear->groups || (own && verb == VERB_MSG), "of others");
	if (verb == VERB_LEAVE && own) {
		ear->groups--;
		memcpy(ear->group[i], ear->group[ear->groups], LIMIT_GROUP);
		ear->group_len[i] = ear->group_len[ear->groups];
	}
}

/* By somebody: said->arg[1] or, in a group, said->arg[2]. */
static void
hear_event(struct ear *ear, const struct command *said)
{
	const bool named = said->rule->verb == VERB_NAME;
	const struct str who = grammar_name_of(said->arg[named ? 1 : 2]);
	const bool own = str_eq(who, (struct str) { ear->name, ear->name_len });
	const uint64_t id = number_of(said->arg[0]);

	MUST(id >= ear->id, "it is older than the last one");
	ear->id = id;
	if (!named)
		hear_group(ear, said, own);
	else if (own)
		take_name(ear, said->arg[2]);
}

/* Lines of the grammar, in their order, of what concerns the client. */
static void
hear(struct ear *ear, struct str line)
{
	struct command said;

	MUST(!ear->ended, "\"%.*s\" behind bye", (int)line.len, line.at);
	MUST(grammar_parse(line, FROM_SERVER, &said) == CODE_OK,
	    "no line of a server: \"%.*s\"", (int)line.len, line.at);
	switch (said.rule->verb) {
	case VERB_OK:
		if (str_eq(said.arg[0], STR("name")))
			take_name(ear, said.arg[1]);
		break;
	case VERB_NAME:
	case VERB_JOIN:
	case VERB_LEAVE:
	case VERB_MSG:
	case VERB_TOPIC:
		hear_event(ear, &said);
		break;
	case VERB_ROW:
		ear->seen = number_of(said.arg[2]);
		break;
	case VERB_ITEM:
		ear->seen = number_of(said.arg[0]);
		MUST(find_group(ear, said.arg[1]) < ear->groups,
		    "an item of others");
		break;
	case VERB_BYE:
		ear->ended = true;
		break;
	default:
		break;
	}
}

/* --- What it does ------------------------------------------------------ */

/* Bytes without room, or without a recipient, are lost. */
static void
write_up(struct actor *actor, struct str bytes)
{
	if (actor->puppet.up != -1)
		(void)io_write(actor->puppet.up, bytes.at, bytes.len);
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
		hear(&actor->ear, line);
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
	for (int i = 0; i < STEPS_MOST && fuzz_line(&input, &step); i++)
		if (step.len >= 2)
			take_step(step);
	end();
}
