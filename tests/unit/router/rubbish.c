/*
 * The router against workers that write rubbish on their uplinks: only they
 * end, and the log says so. Nobody else loses a line, and nothing of theirs
 * is left behind.
 */
#include <stdio.h>

#include "server/base/mem/arena.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/delivery/fanout.h"
#include "server/router/disconnect.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define NO_COMMAND "broken: * puppet: its worker sent an invalid command"
#define TOO_LONG "broken: * puppet: its worker sent an overlong line"

#define ROGUES 5
#define ROUNDS 10000

static const struct config_option options[] = { { "max_clients", "10" },
	{ NULL, NULL } };

static struct {
	struct puppet honest; /* in the group tea */
	struct puppet rogue[ROGUES];
	bool lives[ROGUES];
	unsigned sent; /* messages of the honest one */
	char last_id[LIMIT_ID + 1];
} test;

/* Lines after which the worker is ended, said when it has name and group. */
static const struct {
	struct str line;
	const char *what;
} broken[] = {
#define ROW(line, what)           \
	{                         \
		STR(line), (what) \
	}
	ROW("dance", "an unknown verb"),
	ROW("SEND tea x", "a verb in upper case"),
	ROW(" send tea x", "a space before the verb"),
	ROW("send  tea x", "two spaces"),
	ROW("", "an empty line"),
	ROW(" ", "a space"),
	ROW("msg 1 1 x y", "an event"),
	ROW("msg 1 tea honest forged", "an event of another"),
	ROW("join 1 tea rogue", "an event of its own"),
	ROW("quit\x01", "a control character in a verb"),
	ROW("ok ping", "an answer"),
	ROW("err send bad-text no", "a refusal"),
	ROW("bye quit goodbye", "a goodbye"),
	ROW("group tea 2 -", "a line of a list"),
	ROW("proxied", "a proxy where there is none"),
	ROW("proxied 192.0.2.7:80", "another address"),
	ROW("proxied honest", "what is no address"),
	ROW("fault", "a fault of nothing"),
	ROW("fault send", "a fault without a code"),
	ROW("fault send bad-text x", "a fault with a text"),
	ROW("fault dance bad-text", "a fault of no verb"),
	ROW("fault msg bad-text", "a fault of a verb that is not its"),
	ROW("fault fault bad-text", "a fault of a fault"),
	ROW("fault send bad-luck", "a fault with no code"),
	ROW("fault send ", "a fault with an empty code"),
	ROW("join", "too few words"),
	ROW("join tea coffee milk", "too many words"),
	ROW("send tea", "no text"),
	ROW("send tea ", "an empty text"),
	ROW("tell honest", "nothing to tell"),
	ROW("ping a b", "two tokens"),
	ROW("groups all", "a word where there is none"),
	ROW("send tea a\x1b[2Jb", "an escape sequence"),
	ROW("send tea a\x7f", "DEL"),
	ROW("send tea a\r", "CR"),
	ROW("send tea a\0b", "NUL in a text"),
	ROW("send\0tea x", "NUL behind a verb"),
	ROW("\0", "NUL alone"),
	ROW("send tea \xff", "a byte that is not UTF-8"),
	ROW("send tea \xc0\xaf", "overlong UTF-8"),
	ROW("send tea \xed\xa0\x80", "a surrogate"),
	ROW("send tea \xc2\x9b", "a C1 control"),
	ROW("join a:b", "no group"),
	ROW("name join", "a reserved name"),
	ROW("name 1x", "no name"),
#undef ROW
};

/*
 * Lines too long, or with too long a word or text, after which the worker is
 * ended, too. Each is made of the words, then so many letters.
 */
static const struct {
	const char *words;
	size_t letters;
	const char *log;
} longs[] = {
	{ "name ", LIMIT_NAME + 1, NO_COMMAND },
	{ "join ", LIMIT_GROUP + 1, NO_COMMAND },
	{ "send tea ", LIMIT_TEXT + 1, NO_COMMAND },
	{ "topic tea ", LIMIT_TOPIC + 1, NO_COMMAND },
	{ "ping ", LIMIT_TOKEN + 1, NO_COMMAND },
	{ "send tea ", LIMIT_LINE - 10, NO_COMMAND }, /* the longest line */
	{ "send tea ", LIMIT_LINE - 9, TOO_LONG },
	{ "", 8000, TOO_LONG },
};

/* Lines that are not rubbish: they are answered, and the worker continues. */
static const struct {
	const char *line;
	const char *answer;
} answered[] = {
	{ "fault send too-long", "err send too-long ..." },
	{ "fault send too-long 9 10",
	    "err send too-long too long: 10 bytes, limit 9" },
	{ "fault send bad-text 9 10", "err send bad-text invalid text: ..." },
	{ "fault - bad-command", "err - bad-command ..." },
	{ "join TEA", "err join already-member ..." },
	{ "tell nobody x", "err tell no-such-name ..." },
	{ "send coffee x", "err send not-member ..." },
	{ "name HONEST", "err name name-taken ..." },
};

/* The honest one says something and gets it, and then nothing else. */
static bool
honest_goes_on(void)
{
	char line[64];
	struct str rest;

	(void)snprintf(line, sizeof(line), "send tea %u", ++test.sent);
	puppet_say(&test.honest, line);
	(void)snprintf(line, sizeof(line), "msg * tea honest %u", test.sent);
	return puppet_hears(&test.honest, line) &&
	    !puppet_line(&test.honest, &rest);
}

static void
rogue_joins(void)
{
	puppet_join(&test.rogue[0], "rogue", "tea");
	MUST(puppet_hears(&test.honest, "join * tea rogue"), "no join");
	stage_forget_log();
}

static void
rogue_dies(const char *how)
{
	char ended[128];

	puppet_die(&test.rogue[0]);
	(void)snprintf(ended, sizeof(ended),
	    "ended: rogue puppet pid * %s, lived ...", how); /* fits */
	TAP_OK(stage_logged(ended), "its death is logged");
	TAP_NUM(slots_used(), 1, "one is left");
}

/* The rogue has said something after which it is at its end. */
static void
is_ended(const char *log, const char *what)
{
	stage_turn();
	TAP_OK(stage_logged(log), "%s: is logged", what);
	TAP_OK(puppet_hears(&test.rogue[0], "bye protocol ...") &&
		puppet_is_at_end(&test.rogue[0]),
	    "it is told goodbye");
	TAP_OK(puppet_hears(&test.honest, "quit * rogue protocol") &&
		honest_goes_on(),
	    "another goes on");
	rogue_dies("bye protocol");
}

static void
ends_who_breaks_the_grammar(void)
{
	for (size_t i = 0; i < COUNT(broken); i++) {
		rogue_joins();
		puppet_write(&test.rogue[0], broken[i].line);
		/* Lines after the rubbish are ignored. */
		puppet_write(&test.rogue[0], STR("\nsend tea too late\n"));
		is_ended(NO_COMMAND, broken[i].what);
	}
	for (size_t i = 0; i < COUNT(longs); i++) {
		rogue_joins();
		puppet_write(&test.rogue[0], str_from(longs[i].words));
		puppet_write(
		    &test.rogue[0], str_from(filler(longs[i].letters)));
		puppet_write(&test.rogue[0], STR("\nsend tea too late\n"));
		is_ended(longs[i].log, "too long a line");
	}
}

static void
answers_what_is_allowed(void)
{
	rogue_joins();
	for (size_t i = 0; i < COUNT(answered); i++) {
		puppet_say(&test.rogue[0], answered[i].line);
		TAP_OK(puppet_hears(&test.rogue[0], answered[i].answer), "%s",
		    answered[i].line);
	}
	puppet_say(&test.rogue[0], "fault - kicked");
	TAP_OK(puppet_hears(&test.rogue[0], "bye kicked ..."),
	    "a worker may ask for its end");
	TAP_OK(puppet_hears(&test.honest, "quit * rogue kicked") &&
		honest_goes_on(),
	    "and others are told");
	rogue_dies("bye kicked");
}

static void
knows_the_nameless(void)
{
	static const char *const lines[] = { "join tea", "leave tea",
		"send tea x", "tell honest x", "topic tea x", "names tea",
		"groups" };
	struct puppet *rogue = &test.rogue[0];

	puppet_enter(rogue);
	for (size_t i = 0; i < COUNT(lines); i++) {
		puppet_say(rogue, lines[i]);
		TAP_OK(puppet_hears(rogue, "err * not-allowed ..."),
		    "before a name: %s", lines[i]);
	}
	puppet_say(rogue, "ping");
	TAP_OK(puppet_hears(rogue, "ok ping"), "it may ping");
	puppet_say(rogue, "msg 1 tea honest forged");
	TAP_OK(puppet_hears(rogue, "bye protocol ..."), "it may not forge");
	TAP_OK(honest_goes_on(), "nobody is told of the nameless");
	puppet_die(rogue);
	TAP_OK(stage_logged("ended: - puppet pid * bye protocol, ..."),
	    "but the log");
}

/* The end in the midst of a line; whole lines before it count. */
static void
takes_whole_lines_only(void)
{
	rogue_joins();
	puppet_write(&test.rogue[0], STR("send tea last\nsend tea ha"));
	puppet_die(&test.rogue[0]);
	stage_turn();
	TAP_OK(puppet_hears(&test.honest, "msg * tea rogue last") &&
		puppet_hears(&test.honest, "quit * rogue") && honest_goes_on(),
	    "a whole line of the dead is heard, and half a one is not");
	TAP_OK(stage_logged("ended: rogue puppet pid * signal 9, lived ..."),
	    "its death is logged");
	rogue_joins();
	puppet_write(&test.rogue[0], STR("send tea la"));
	stage_turn();
	TAP_OK(honest_goes_on(), "half a line");
	puppet_write(&test.rogue[0], STR("ter\n"));
	stage_turn();
	TAP_OK(puppet_hears(&test.honest, "msg * tea rogue later"),
	    "waits for its other half");
	puppet_die(&test.rogue[0]);
	stage_turn();
	TAP_OK(puppet_hears(&test.honest, "quit * rogue"), "it quits");
}

/* Lines after the one that ended the worker are read and dropped. */
static void
drops_what_comes_later(void)
{
	size_t used;

	rogue_joins();
	puppet_say(&test.rogue[0], "dance");
	used = arena_used();
	for (int i = 0; i < 100; i++) {
		puppet_write(&test.rogue[0], str_from(filler(FILLER_MOST)));
		puppet_say(&test.rogue[0], "");
	}
	TAP_OK(arena_used() <= used, "800 KB after the end");
	TAP_OK(puppet_hears(&test.honest, "quit * rogue protocol") &&
		honest_goes_on(),
	    "others go on");
	rogue_dies("bye protocol");
}

/* If the worker of a client that does not read dies, its waiting lines run. */
static void
runs_what_waits(void)
{
	uint32_t slot;

	rogue_joins();
	slot = test.rogue[0].slot;
	for (int i = 0; i < 1000 && !slots_get(slot)->down.over_mark; i++)
		puppet_say(&test.rogue[0], "help");
	puppet_say(&test.rogue[0], "send tea waits");
	TAP_OK(slots_get(slot)->up.paused, "a line waits");
	puppet_die(&test.rogue[0]);
	stage_turn();
	TAP_OK(puppet_hears(&test.honest, "msg * tea rogue waits") &&
		puppet_hears(&test.honest, "quit * rogue") && honest_goes_on(),
	    "and is heard at last");
}

/* A line without an end takes no memory, and ends with its worker. */
static void
bounds_what_never_ends(void)
{
	size_t used;

	rogue_joins();
	used = arena_used();
	for (int i = 0; i < 100; i++) {
		puppet_write(&test.rogue[0], str_from(filler(FILLER_MOST)));
		stage_turn();
	}
	TAP_OK(arena_used() <= used + ARENA_BLOCK, "800 KB without an end");
	TAP_OK(puppet_hears(&test.rogue[0], "bye protocol ..."),
	    "it is not waited for");
	puppet_die(&test.rogue[0]);
	stage_turn();
	TAP_OK(puppet_hears(&test.honest, "quit * rogue protocol") &&
		honest_goes_on(),
	    "others go on");
}

/* A word of a line at random. */
static struct str
random_word(void)
{
	static const char *const words[] = { "tea", "coffee", "TEA", "a:b",
		"rogue1", "rogue2", "honest", "x", "-", "", "17", "\x1b",
		"\xff", "bad-text", "kicked", "quit", "send" };

	if (dice_once_in(20))
		return str_from(filler(dice(5000)));
	return str_from(words[dice(COUNT(words))]);
}

/* A line that mostly follows the grammar, into the buffer. */
static void
random_line(struct buf *line)
{
	static const char *const honest[] = { "join tea", "join coffee",
		"leave tea", "leave coffee over", "send tea x", "send coffee y",
		"topic tea z", "topic tea -", "tell honest psst", "names tea",
		"groups", "help", "ping", "name rogue3", "name rogue4" };
	const struct rule *rule;
	size_t rules = 0;

	if (!dice_once_in(6)) {
		(void)BUF_SAY(line, str_from(honest[dice(COUNT(honest))]));
		return;
	}
	while (grammar_rule(rules) != NULL)
		rules++;
	rule = grammar_rule(dice((uint32_t)rules));
	/* Words that do not fit are left out: the line is rubbish anyway. */
	(void)BUF_CAT(line, rule->word);
	for (uint32_t words = dice(6); words > 0; words--)
		(void)BUF_CAT(line, STR(" "), random_word());
	if (!dice_once_in(10))
		(void)BUF_CAT(line, STR("\n"));
}

static void
rogue_enters(size_t which)
{
	char line[32];

	puppet_enter(&test.rogue[which]);
	test.lives[which] = true;
	(void)snprintf(line, sizeof(line), "name rogue%zu", which); /* fits */
	if (!dice_once_in(5))
		puppet_say(&test.rogue[which], line);
}

/* One of them comes, goes, says something or reads what has come. */
static void
rogue_acts(size_t which)
{
	struct puppet *rogue = &test.rogue[which];
	char data[2 * LIMIT_LINE];
	struct buf line;
	struct str heard;

	if (!test.lives[which]) {
		rogue_enters(which);
		return;
	}
	buf_init(&line, data, sizeof(data));
	random_line(&line);
	/* A slot that is ending may not read what is written any more. */
	(void)io_write(rogue->up, data, buf_len(&line));
	if (dice_once_in(2))
		while (puppet_line(rogue, &heard))
			stage_turn();
	if (dice_once_in(puppet_is_at_end(rogue) ? 2 : 50)) {
		puppet_die(rogue);
		test.lives[which] = false;
	}
}

/* Memberships are the same seen from both sides, and of the living only. */
static bool
members_agree(uint32_t group)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++)
		if (slots_get(clients_slot(members->at[i]))->state !=
			SLOT_OPEN ||
		    clients_name(members->at[i]).len == 0 ||
		    !set_has(groups_of(members->at[i]), group))
			return false;
	return groups_find(groups_name(group)) == group &&
	    (members->count > 0) == (groups_get(group)->left == 0);
}

static bool
slot_agrees(const struct slot *slot)
{
	const struct set *groups = groups_of(slot->client);
	const struct str name = clients_name(slot->client);

	if (slot->state != SLOT_OPEN)
		return groups->count == 0 && name.len == 0;
	for (size_t i = 0; i < groups->count; i++)
		if (!set_has(groups_members(groups->at[i]), slot->client))
			return false;
	return name.len == 0 || clients_find(name) == slot->client;
}

static bool
all_agrees(void)
{
	size_t groups = 0, living = 1;

	for (uint32_t g = groups_next(0); g != GROUP_NONE;
	     g = groups_next(g + 1)) {
		groups++;
		if (!members_agree(g))
			return false;
	}
	for (uint32_t slot = slots_next(0); slot != SLOT_NONE;
	     slot = slots_next(slot + 1))
		if (!slot_agrees(slots_get(slot)))
			return false;
	for (size_t i = 0; i < ROGUES; i++)
		living += test.lives[i];
	return groups_count() == groups && slots_used() == living;
}

/* Reads all that has come; the own message is among it, IDs always rise. */
static bool
honest_gets_its_message(void)
{
	char want[64];
	struct str line;
	bool found = false;

	(void)snprintf(want, sizeof(want), "msg * tea honest %u", test.sent);
	for (;;) {
		if (!puppet_line(&test.honest, &line)) {
			stage_turn();
			if (!puppet_line(&test.honest, &line))
				return found;
		}
		struct str rest = line;
		(void)str_word(&rest);
		const struct str id = str_word(&rest);
		if (id.len != LIMIT_ID ||
		    memcmp(id.at, test.last_id, LIMIT_ID) <= 0)
			return false;
		memcpy(test.last_id, id.at, LIMIT_ID);
		found = found || pattern_matches(want, line);
	}
}

static void
survives_anything(void)
{
	char line[64];
	bool good = true;

	for (unsigned i = 0; i < ROUNDS && good; i++) {
		rogue_acts(dice(ROGUES));
		(void)snprintf(line, sizeof(line), "send tea %u", ++test.sent);
		puppet_say(&test.honest, line);
		good = honest_gets_its_message() && all_agrees();
		stage_forget_log();
	}
	TAP_OK(good, "%u rounds of rubbish at random", test.sent);
}

/* Goodbye is the last that anybody hears, and the first one counts. */
static void
ends_with_goodbye(void)
{
	char last[LIMIT_LINE];

	disconnect_all(BYE_SHUTDOWN);
	disconnect_request(test.honest.slot, BYE_IDLE, bye_word(BYE_IDLE));
	TAP_OK(
	    fanout_group(groups_find(STR("tea")), SAME(WORDS(STR("too late")))),
	    "a line for those who are leaving");
	puppet_hear_all(&test.honest, last);
	TAP_OK(pattern_matches("bye shutdown ...", str_from(last)) &&
		puppet_is_at_end(&test.honest),
	    "is not heard behind goodbye");
	puppet_die(&test.honest);
	TAP_OK(stage_logged("ended: honest puppet pid * bye shutdown, ..."),
	    "the log knows which goodbye it was");
}

static void
leaves_nothing(size_t used)
{
	for (size_t i = 0; i < ROGUES; i++)
		if (test.lives[i])
			puppet_die(&test.rogue[i]);
	stage_turn();
	sane_forget_left(); /* what was put into a group stays for an hour */
	TAP_NUM(slots_used(), 0, "no slot is used");
	TAP_NUM(groups_count(), 0, "there is no group");
	TAP_NUM(outq_waiting(), 0, "nothing waits");
	TAP_NUM(segments_held(), 0, "no segment is held");
	TAP_NUM(arena_used(), used, "all memory is given back");
}

int
main(void)
{
	size_t used;

	bulk();
	dice_begin();
	stage_begin(options);
	puppet_join(&test.honest, "honest", "tea");
	puppet_die(&test.honest);
	stage_turn(); /* lays by a segment, and what a first group needs */
	stage_forget_log();
	used = arena_used();
	puppet_join(&test.honest, "honest", "tea");
	ends_who_breaks_the_grammar();
	answers_what_is_allowed();
	knows_the_nameless();
	takes_whole_lines_only();
	drops_what_comes_later();
	runs_what_waits();
	bounds_what_never_ends();
	survives_anything();
	ends_with_goodbye();
	leaves_nothing(used);
	return tap_done();
}
