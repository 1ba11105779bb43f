/*
 * server/router/disconnect and marks: the end of a client's connection. A
 * marked end comes after the flush, whatever the order of the marks. Everyone
 * who shares a group gets the event once, and the name is free by then. A
 * client's last line is bye, after whole lines, and the log gives the reason.
 */
#include "server/router/disconnect.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "server/base/log/stats.h"
#include "server/base/loop/ticks.h"
#include "server/base/mem/arena.h"
#include "server/fork/exits.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/delivery/fanout.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
#include "tests/lib/child.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define GRACE (2 * SEC)
#define STALL (10 * SEC)

static const struct config_option options[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { "grace", "2" }, { "stall_time", "10" },
	{ NULL, NULL } };

static struct {
	struct puppet ali; /* in tea and coffee, as reza */
	struct puppet reza;
	struct puppet sara; /* in water */
	char last[LIMIT_LINE];
} test;

static struct slot *
slot_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot);
}

static void
begin(void)
{
	puppet_join(&test.ali, "ali", "tea");
	puppet_say(&test.ali, "join coffee");
	puppet_join(&test.reza, "reza", "tea");
	puppet_say(&test.reza, "join coffee");
	puppet_join(&test.sara, "sara", "water");
	puppet_hear_all(&test.ali, test.last);
	puppet_hear_all(&test.reza, test.last);
	stage_forget_log();
}

static void
end(void)
{
	puppet_die(&test.ali);
	puppet_die(&test.reza);
	puppet_die(&test.sara);
	sane_check_empty();
	stage_forget_log();
}

/* As if it stood there as ever; what is marked is not done by who marks. */
static bool
is_untouched(const struct puppet *puppet, const char *name)
{
	const struct slot *slot = slot_of(puppet);

	return slot->state == SLOT_OPEN && slot->up.fd != -1 &&
	    slot->down.fd != -1 && slot->down.queue.bytes == 0 &&
	    groups_of(slot->client)->count == 2 &&
	    clients_find(str_from(name)) == slot->client;
}

static void
waits_for_the_sweep(void)
{
	begin();
	disconnect_because(test.ali.slot, BYE_KICKED, STR("that is enough"));
	disconnect_mark(test.ali.slot, MARK_LOST);
	disconnect_mark(test.ali.slot, MARK_BROKEN);
	disconnect_mark(test.ali.slot, MARK_WRITTEN);
	TAP_OK(is_untouched(&test.ali, "ali") && !stage_logged("..."),
	    "to mark is to do nothing yet");
	TAP_OK(disconnect_has_begun(slot_of(&test.ali)),
	    "but nothing more is run of who has ended");
	end();
}

/* Said of what is not there any more when it is told. */
static void
tells_sentences_of_pieces(void)
{
	const size_t used = arena_used();
	char name[] = "ali";

	begin();
	DISCONNECT_EXPLAIN(test.ali.slot, BYE_KICKED, STR("by "),
	    str_from(name), STR(": "), STR("enough"));
	memcpy(name, "bob", sizeof(name));
	DISCONNECT_EXPLAIN(
	    test.reza.slot, BYE_KICKED, STR("by "), str_from(name));
	memcpy(name, "zoe", sizeof(name));
	DISCONNECT_EXPLAIN(test.reza.slot, BYE_KICKED, str_from(name));
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "bye kicked by ali: enough"),
	    "a sentence of pieces is told as it was");
	TAP_OK(puppet_hears(&test.reza, "quit * ali kicked") &&
		puppet_hears(&test.reza, "bye kicked by bob"),
	    "to each its own, and the first counts");
	end();
	TAP_NUM(arena_used(), used, "and nothing of it is left");
}

static void
tells_each_his_own(void)
{
	begin();
	disconnect_because(test.ali.slot, BYE_KICKED, STR("that is enough"));
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "bye kicked that is enough") &&
		puppet_is_at_end(&test.ali),
	    "the client hears why, and nothing more");
	TAP_OK(puppet_hears(&test.reza, "quit * ali kicked") &&
		puppet_hears_nothing(&test.reza),
	    "who shares two groups hears the code, once");
	TAP_OK(
	    puppet_hears_nothing(&test.sara), "who shares none hears nothing");
	end();
	begin();
	disconnect_request(test.ali.slot, BYE_QUIT, STR("so long"));
	disconnect_because(test.ali.slot, BYE_KICKED, STR("too late"));
	disconnect_request(test.ali.slot, BYE_IDLE, STR("too late"));
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "bye quit goodbye") &&
		puppet_is_at_end(&test.ali) &&
		puppet_hears(&test.reza, "quit * ali Quit: so long") &&
		puppet_hears_nothing(&test.reza),
	    "of many goodbyes the first counts");
	disconnect_request(test.ali.slot, BYE_IDLE, STR("too late"));
	stage_turn();
	TAP_OK(puppet_hears_nothing(&test.reza), "and nobody goes twice");
	end();
}

/* "the name is free again", says the event. */
static void
frees_the_name(void)
{
	static struct puppet other;

	begin();
	puppet_enter(&other);
	disconnect_request(test.ali.slot, BYE_KICKED, bye_word(BYE_KICKED));
	stage_turn();
	MUST(puppet_hears(&test.reza, "quit * ali kicked") &&
		puppet_hears(&test.ali, "bye kicked ..."),
	    "no goodbye");
	TAP_OK(slot_of(&test.ali)->pid != 0, "its worker lives");
	puppet_say(&other, "name ali");
	TAP_OK(puppet_hears(&other, "ok name ali"),
	    "when its quit is heard the name is free");
	puppet_say(&other, "join tea");
	stage_turn();
	TAP_OK(puppet_hears(&test.reza, "join * tea ali") &&
		puppet_hears_nothing(&test.ali),
	    "and who had it is in no group");
	puppet_die(&other);
	end();
}

/* Bye has gone, and its end is there to be read; then the worker has time. */
static void
closes_behind_bye(void)
{
	begin();
	disconnect_request(test.ali.slot, BYE_KICKED, bye_word(BYE_KICKED));
	fanout_flush();
	disconnect_sweep();
	TAP_OK(slot_of(&test.ali)->state == SLOT_ENDING &&
		slot_of(&test.ali)->deadline == ticks_now() + GRACE,
	    "who is told goodbye has grace to take it");
	fanout_flush();
	disconnect_sweep();
	TAP_OK(slot_of(&test.ali)->state == SLOT_CLOSED &&
		slot_of(&test.ali)->down.fd == -1,
	    "when it has gone the pipe is closed");
	puppet_hear_all(&test.reza, test.last);
	end();
	begin();
	disconnect_request(test.ali.slot, BYE_QUIT, (struct str) { NULL, 0 });
	stage_turn();
	TAP_OK(slot_of(&test.ali)->state == SLOT_CLOSED &&
		slot_of(&test.ali)->deadline == ticks_now() + STALL + GRACE,
	    "who has asked for it has all the time that its client may take");
	end();
}

/* Nobody reads what is written to it; what it has said runs for grace. */
static void
bears_who_hangs_up(void)
{
	begin();
	fanout_client(slot_of(&test.ali)->client, WORDS(STR("x")));
	disconnect_mark(test.ali.slot, MARK_BROKEN);
	disconnect_sweep();
	TAP_OK(slot_of(&test.ali)->down.fd == -1 &&
		slot_of(&test.ali)->down.queue.bytes == 0,
	    "nothing waits any more for who does not read");
	TAP_NUM(slot_of(&test.ali)->deadline, ticks_now() + 2 * GRACE,
	    "it is killed in time");
	sane_check();
	puppet_say(&test.ali, "send tea I am still here");
	stage_turn();
	TAP_OK(puppet_hears(&test.reza, "msg * tea ali I am still here"),
	    "what it says is heard");
	pace_turns(GRACE / 2);
	disconnect_mark(test.ali.slot, MARK_BROKEN);
	pace_turns(GRACE / 2 - MSEC);
	TAP_OK(
	    puppet_hears_nothing(&test.reza), "for grace, which begins once");
	pace_turns(MSEC);
	stage_turn();
	TAP_OK(puppet_hears(&test.reza, "quit * ali"), "then it has quit");
	end();
}

static void
dooms(void)
{
	begin();
	disconnect_kill_after(test.ali.slot, 10 * SEC);
	disconnect_kill_after(test.ali.slot, 20 * SEC);
	TAP_NUM(slot_of(&test.ali)->deadline, ticks_now() + 10 * SEC,
	    "whose time is measured out gets no more of it");
	disconnect_kill_after(test.ali.slot, 5 * SEC);
	TAP_NUM(slot_of(&test.ali)->deadline, ticks_now() + 5 * SEC,
	    "but may get less");
	end();
}

/* A slot may be marked any number of times. */
static void
marks_any_number_of_times(void)
{
	begin();
	for (int i = 0; i < 3; i++)
		disconnect_mark(test.reza.slot, MARK_LOST);
	for (int i = 0; i < SLOTS_MAX; i++)
		disconnect_mark(test.sara.slot, MARK_LOST);
	stage_turn();
	TAP_OK(puppet_hears(&test.reza, "bye internal ...") &&
		puppet_hears(&test.sara, "bye internal ..."),
	    "marked %d times one is still marked once", SLOTS_MAX);
	end();
}

static const char *const ends[] = { "ended", "lost", "broken", "written",
	"done" };

static void
mark(uint32_t slot, size_t how)
{
	switch (how) {
	case 0:
		disconnect_request(slot, BYE_KICKED, bye_word(BYE_KICKED));
		break;
	case 1:
		disconnect_mark(slot, MARK_LOST);
		break;
	case 2:
		disconnect_mark(slot, MARK_BROKEN);
		break;
	case 3:
		disconnect_mark(slot, MARK_WRITTEN);
		break;
	default:
		disconnect_mark(slot, MARK_DONE);
	}
}

/* Marks with all of the set, in the order of that number; 5! of them. */
static void
mark_all(uint32_t slot, unsigned set, unsigned order)
{
	size_t left[COUNT(ends)] = { 0, 1, 2, 3, 4 };

	for (size_t count = COUNT(ends); count > 0; count--) {
		const size_t which = order % count;
		order /= (unsigned)count;
		if ((set >> left[which] & 1) != 0)
			mark(slot, left[which]);
		left[which] = left[count - 1];
	}
}

/* The result: Reza's line, the log's line, and Ali's last line. */
struct outcome_of_marks {
	char other[LIMIT_LINE];
	char own[LIMIT_LINE];
	bool is_logged;
	size_t slots;
};

/* The ID of the event is another one each time. */
static void
keep(char to[LIMIT_LINE], struct puppet *puppet)
{
	struct str line = { "", 0 }, word;

	to[0] = '\0';
	if (!puppet_line(puppet, &line))
		return;
	word = str_word(&line);
	if (str_eq(word, STR("quit")))
		(void)str_word(&line);
	(void)snprintf(to, LIMIT_LINE, "%.*s %.*s", (int)word.len, word.at,
	    (int)line.len, line.at);
}

static struct outcome_of_marks
try_marks(unsigned set, unsigned order)
{
	struct outcome_of_marks outcome;

	begin();
	MUST(slots_reaped(test.ali.pid) == test.ali.slot, "not its slot");
	slot_of(&test.ali)->status = SIGKILL;
	mark_all(test.ali.slot, set, order);
	stage_turn();
	sane_check();
	keep(outcome.other, &test.reza);
	keep(outcome.own, &test.ali);
	outcome.is_logged = stage_logged("ended: ali puppet pid * ...");
	outcome.slots = slots_used();
	MUST(puppet_hears_nothing(&test.reza) &&
		puppet_hears_nothing(&test.sara),
	    "set %u in order %u: too much is told", set, order);
	io_close(&test.ali.up);
	io_close(&test.ali.down);
	if (slots_used() == 3)
		disconnect_mark(test.ali.slot, MARK_DONE);
	puppet_die(&test.reza);
	puppet_die(&test.sara);
	sane_check_empty();
	return outcome;
}

static bool
is_same(const struct outcome_of_marks *one, const struct outcome_of_marks *two)
{
	return strcmp(one->other, two->other) == 0 &&
	    strcmp(one->own, two->own) == 0 &&
	    one->is_logged == two->is_logged && one->slots == two->slots;
}

/* Its process is dead: whatever is marked besides, it is gone in the end. */
static void
takes_any_order(void)
{
	for (unsigned set = 1; set < 1U << COUNT(ends); set++) {
		const struct outcome_of_marks first = try_marks(set, 0);
		const bool goes = (set & 3) != 0 || (set & 16) != 0;
		bool same = true;
		for (unsigned order = 1; order < 120 && same; order++) {
			const struct outcome_of_marks next =
			    try_marks(set, order);
			same = is_same(&first, &next);
		}
		TAP_OK(same, "marked with set %u in any order: %s | %s", set,
		    first.other, first.own);
		TAP_OK((first.other[0] != '\0') == goes &&
			first.is_logged == goes &&
			first.slots == (goes ? 2 : 3),
		    "it has gone, once, if it had to");
	}
}

#define CROWD 8
#define GROUPS 3
#define ROUNDS 300

static struct {
	struct puppet puppet[CROWD];
	bool in[CROWD][GROUPS];
	bool goes[CROWD];
	unsigned heard[CROWD][CROWD]; /* quits: by whom, of whom */
} crowd;

static void
begin_crowd(void)
{
	char line[64];

	memset(&crowd.in, 0, sizeof(crowd.in));
	memset(&crowd.heard, 0, sizeof(crowd.heard));
	for (size_t i = 0; i < CROWD; i++) {
		puppet_enter(&crowd.puppet[i]);
		(void)snprintf(line, sizeof(line), "name c%zu", i); /* fits */
		puppet_say(&crowd.puppet[i], line);
		for (size_t g = 0; g < GROUPS; g++) {
			crowd.in[i][g] = dice_once_in(2);
			if (!crowd.in[i][g])
				continue;
			(void)snprintf(line, sizeof(line), "join g%zu", g);
			puppet_say(&crowd.puppet[i], line);
		}
		crowd.goes[i] = dice_once_in(2);
	}
	for (size_t i = 0; i < CROWD; i++)
		puppet_hear_all(&crowd.puppet[i], test.last);
}

/* In an order of their own, and some several times. */
static void
mark_crowd(void)
{
	for (int i = 0; i < 3 * CROWD; i++) {
		const size_t who = dice(CROWD);
		if (crowd.goes[who])
			mark(crowd.puppet[who].slot, dice(2));
	}
	for (size_t i = 0; i < CROWD; i++)
		if (crowd.goes[i])
			mark(crowd.puppet[i].slot, dice(2));
}

/* "quit ID cN ..."; false if anything follows a bye. */
static bool
hear_quits(size_t who)
{
	struct str line;
	bool bye = false;

	while (puppet_line(&crowd.puppet[who], &line)) {
		const struct str verb = str_word(&line);
		if (bye)
			return false;
		bye = str_eq(verb, STR("bye"));
		if (!str_eq(verb, STR("quit")))
			continue;
		(void)str_word(&line);
		crowd.heard[who][line.at[1] - '0']++;
	}
	return bye == crowd.goes[who];
}

static bool
share(size_t one, size_t other)
{
	for (size_t g = 0; g < GROUPS; g++)
		if (crowd.in[one][g] && crowd.in[other][g])
			return true;
	return false;
}

/* A client that goes at the same time may have gone earlier. */
static bool
heard_right(size_t who, size_t of)
{
	const unsigned times = crowd.heard[who][of];

	if (who == of || !crowd.goes[of] || !share(who, of))
		return times == 0;
	return crowd.goes[who] ? times <= 1 : times == 1;
}

static bool
try_crowd(void)
{
	bool good = true;

	begin_crowd();
	mark_crowd();
	stage_turn();
	sane_check();
	for (size_t i = 0; i < CROWD; i++)
		good = hear_quits(i) && good;
	for (size_t i = 0; i < CROWD; i++)
		for (size_t j = 0; j < CROWD; j++)
			good = good && heard_right(i, j);
	for (size_t i = 0; i < CROWD; i++)
		puppet_die(&crowd.puppet[i]);
	sane_check_empty();
	stage_forget_log();
	return good;
}

static void
many_go_at_once(void)
{
	bool good = true;

	for (int i = 0; i < ROUNDS && good; i++)
		good = try_crowd();
	TAP_OK(good,
	    "%d times some of %d go at once: each sharer who stays "
	    "hears of each once, and bye is the last",
	    ROUNDS, CROWD);
}

/* A slot that is given back is taken again, and has no old marks. */
static void
forgets_marks(void)
{
	static struct puppet other;

	begin();
	puppet_enter(&other);
	MUST(slots_reaped(other.pid) == other.slot, "not its slot");
	for (size_t how = 0; how < COUNT(ends); how++)
		mark(other.slot, how);
	disconnect_sweep();
	io_close(&other.up);
	io_close(&other.down);
	const uint32_t slot = other.slot;
	puppet_join(&other, "other", "tea");
	TAP_OK(other.slot == slot && slot_of(&other)->state == SLOT_OPEN,
	    "who comes into a slot that was freed is not its dead");
	puppet_hear_all(&test.reza, test.last);
	puppet_die(&other);
	end();
}

/* How a worker may end; without a word it is the signal's number. */
static const struct {
	int status;
	const char *how; /* empty: as agreed, if it was told goodbye before */
	bool crashed;
} deaths[] = {
	{ EXITS_DONE, "", false },
	{ SIGKILL, NULL, false },
	{ SIGTERM, NULL, false },
	{ SIGSEGV, NULL, true },
	{ SIGABRT, NULL, true },
	{ SIGSYS, NULL, true },
	{ EXITS_SERVER_GONE << 8, "exit server-gone", false },
	{ EXITS_UNANSWERED << 8, "exit unanswered", false },
	{ EXITS_SANDBOX << 8, "exit sandbox", false },
	{ EXITS_POLL << 8, "exit poll", false },
	{ 1 << 8, "exit unknown", false },
};

static bool
is_logged(size_t death, bool agreed)
{
	const bool as_agreed =
	    deaths[death].how != NULL && deaths[death].how[0] == '\0';
	char number[32], want[160];

	(void)snprintf(number, sizeof(number), "signal %d",
	    deaths[death].status); /* fits */
	(void)snprintf(want, sizeof(want),
	    "ended: ali puppet pid * %s%s%s, lived 0 s, 3 lines in, * out",
	    agreed ? "bye kicked" : "", agreed && !as_agreed ? " and " : "",
	    deaths[death].how != NULL ? deaths[death].how : number); /* fits */
	tap_note("%s", want);
	return stage_logged(want);
}

static void
dies_so(size_t death, bool agreed)
{
	const uint64_t crashed = stats_get(SCORE_CRASHED);
	const uint64_t ended = stats_get(SCORE_ENDED);

	begin();
	if (agreed)
		disconnect_request(
		    test.ali.slot, BYE_KICKED, bye_word(BYE_KICKED));
	stage_turn();
	stage_forget_log();
	test.ali.status = deaths[death].status;
	puppet_die(&test.ali);
	TAP_OK(is_logged(death, agreed), "the log says how it ended");
	TAP_OK(stats_get(SCORE_CRASHED) - crashed == deaths[death].crashed &&
		stats_get(SCORE_ENDED) - ended == 1,
	    "it is counted");
	puppet_hear_all(&test.reza, test.last);
	TAP_OK(pattern_matches(agreed ? "quit * ali kicked" : "quit * ali",
		   str_from(test.last)),
	    "others hear a reason only of the server");
	puppet_die(&test.reza);
	puppet_die(&test.sara);
	stage_forget_log();
}

static void
tells_how_it_ended(void)
{
	for (size_t i = 0; i < COUNT(deaths); i++) {
		dies_so(i, true);
		if (deaths[i].status != EXITS_DONE)
			dies_so(i, false);
	}
}

static void
tells_what_was_forbidden(void)
{
	begin();
	test.ali.status = SIGSYS;
	puppet_die(&test.ali);
	TAP_OK(
	    stage_logged(
		"broken: ali puppet: its worker made a forbidden system call"),
	    "a system call that is forbidden is told");
	puppet_die(&test.reza);
	puppet_enter(&test.reza);
	pace_turns(61 * SEC);
	stage_forget_log();
	test.reza.status = SIGKILL;
	puppet_die(&test.reza);
	TAP_OK(stage_logged("ended: - puppet pid * signal 9, lived 61 s, "
			    "0 lines in, 0 out"),
	    "and how long it lived, whatever it is called");
	puppet_die(&test.sara);
	sane_check_empty();
}

/* No quit: they are not to hear of each other. */
static void
says_goodbye_to_all(void)
{
	static struct puppet helper;

	begin();
	puppet_help(&helper);
	puppet_hear_all(&test.sara, test.last);
	disconnect_mark(test.sara.slot, MARK_LOST);
	disconnect_all(BYE_SHUTDOWN);
	fanout_flush();
	disconnect_sweep();
	fanout_flush();
	TAP_OK(puppet_hears(&test.ali, "bye shutdown ...") &&
		puppet_hears_nothing(&test.ali) &&
		puppet_hears(&test.reza, "bye shutdown ...") &&
		puppet_hears_nothing(&test.reza) &&
		puppet_hears(&helper, "bye shutdown ..."),
	    "everybody is told, and nobody about the others");
	TAP_OK(puppet_hears(&test.sara, "bye shutdown ...") &&
		puppet_hears_nothing(&test.sara),
	    "even who is to go for another reason");
	TAP_OK(slot_of(&test.ali)->deadline != 0 &&
		slot_of(&helper)->deadline != 0,
	    "and has not for ever to go");
	puppet_die(&helper);
	end();
}

/* A dead worker with lines left needs no goodbye. */
static void
buries_who_is_dead(void)
{
	begin();
	puppet_say(&test.ali, "send tea x");
	MUST(slots_reaped(test.ali.pid) == test.ali.slot, "not its slot");
	slot_of(&test.ali)->status = SIGKILL;
	disconnect_all(BYE_SHUTDOWN);
	stage_turn();
	TAP_OK(stage_logged("ended: ali puppet pid * bye shutdown ...") &&
		slots_used() == 2,
	    "the dead are not waited for");
	io_close(&test.ali.up);
	io_close(&test.ali.down);
	puppet_die(&test.reza);
	puppet_die(&test.sara);
	sane_check_empty();
	stage_forget_log();
}

static void
kills_all(void)
{
	static struct puppet helper;
	pid_t child[2];
	int status;

	child[0] = child_sleeper();
	child[1] = child_sleeper();
	puppet_enter_as(&test.ali, child[0]);
	puppet_help_as(&helper, child[1]);
	disconnect_all(BYE_SHUTDOWN);
	pace_turns(GRACE - MSEC);
	TAP_OK(waitpid(child[0], &status, WNOHANG) == 0 &&
		waitpid(child[1], &status, WNOHANG) == 0,
	    "nobody is killed before grace is over");
	disconnect_kill_all();
	stage_turn();
	for (size_t i = 0; i < COUNT(child); i++) {
		status = 0;
		TAP_OK(waitpid(child[i], &status, 0) == child[i] &&
			WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
		    "but when nobody is waited for, at once");
	}
	puppet_die(&test.ali);
	puppet_die(&helper);
	sane_check_empty();
	stage_forget_log();
}

/* Its death is its maker's to tell: accept/helpers.c. */
static void
buries_helpers(void)
{
	static struct puppet helper;
	const uint64_t ended = stats_get(SCORE_ENDED);
	static const int statuses[] = { EXITS_DONE, SIGKILL, SIGSEGV, SIGSYS };

	begin();
	for (size_t i = 0; i < COUNT(statuses); i++) {
		puppet_help(&helper);
		helper.status = statuses[i];
		puppet_die(&helper);
		TAP_OK(slots_used() == 3 && !stage_logged("...") &&
			stats_get(SCORE_ENDED) == ended,
		    "a helper is buried without a word: status %d",
		    statuses[i]);
	}
	puppet_help(&helper);
	disconnect_request(helper.slot, BYE_SHUTDOWN, bye_word(BYE_SHUTDOWN));
	stage_turn();
	TAP_OK(puppet_hears(&helper, "bye shutdown ...") &&
		puppet_is_at_end(&helper) && puppet_hears_nothing(&test.ali),
	    "it is told goodbye, and nobody of it");
	sane_check();
	puppet_die(&helper);
	end();
}

/* The number of the next line of "msg ID tea ali N xxx"; 0: none. */
static uint64_t
next_number(struct puppet *puppet)
{
	struct str line;
	uint64_t number = 0;

	stage_turn();
	if (!puppet_line(puppet, &line))
		return 0;
	(void)snprintf(test.last, sizeof(test.last), "%.*s", (int)line.len,
	    line.at); /* fits */
	if (!str_eq(str_word(&line), STR("msg")))
		return 0;
	for (int i = 0; i < 3; i++)
		(void)str_word(&line);
	if (!str_to_number(str_word(&line), UINT64_MAX, &number) ||
	    !str_eq(line, str_from(filler(600 + number % 7))))
		return 0;
	return number;
}

/* Much waits for reza; the number of the last line of that. */
static uint64_t
talk_much(void)
{
	char line[LIMIT_LINE];
	uint64_t said = 0;

	while (slot_of(&test.reza)->down.queue.bytes < 40000) {
		said++;
		(void)snprintf(line, sizeof(line), "send tea %u %s",
		    (unsigned)said, filler(600 + said % 7)); /* fits */
		puppet_say(&test.ali, line);
		puppet_hear_all(&test.ali, test.last);
	}
	return said;
}

/* The bytes in the pipe end within a line. */
static void
cuts_between_lines(void)
{
	uint64_t said, heard = 0, number;

	begin();
	said = talk_much();
	while (heard < 20 && next_number(&test.reza) == heard + 1)
		heard++;
	disconnect_request(
	    test.reza.slot, BYE_SLOW_READER, bye_word(BYE_SLOW_READER));
	stage_turn();
	TAP_OK(slot_of(&test.reza)->down.queue.bytes < 2 * LIMIT_LINE,
	    "what a slow reader has not begun to get is dropped");
	sane_check();
	while ((number = next_number(&test.reza)) == heard + 1)
		heard = number;
	TAP_OK(heard > 0 && heard < said,
	    "of %u lines it gets the first %u, whole", (unsigned)said,
	    (unsigned)heard);
	TAP_OK(pattern_matches("bye slow-reader ...", str_from(test.last)) &&
		puppet_is_at_end(&test.reza),
	    "then bye");
	end();
}

int
main(void)
{
	size_t used;

	bulk();
	dice_begin();
	stage_begin(options);
	stage_turn(); /* lays a chunk by */
	used = arena_used();
	waits_for_the_sweep();
	tells_sentences_of_pieces();
	tells_each_his_own();
	frees_the_name();
	closes_behind_bye();
	bears_who_hangs_up();
	dooms();
	marks_any_number_of_times();
	takes_any_order();
	many_go_at_once();
	forgets_marks();
	tells_how_it_ended();
	tells_what_was_forbidden();
	says_goodbye_to_all();
	buries_who_is_dead();
	kills_all();
	buries_helpers();
	cuts_between_lines();
	TAP_NUM(arena_used(), used, "all memory is given back");
	return tap_done();
}
