/*
 * server/router/uplink: what workers say is cut into lines wherever it comes
 * apart; who is too fast goes on at times that many share, to the microsecond;
 * a ping in full is answered after what others had said before it; who is held
 * waits for hold_time, and one who has hung up for grace; what a dead worker
 * has left is run at once; and nobody is given more than his turn.
 */
#include "server/router/uplink.h"

#include <stdio.h>

#include "server/base/loop/ticks.h"
#include "server/base/mem/arena.h"
#include "server/router/deadlines.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define LETTERS 3000
#define BUFFER ((size_t)64 * 1024) /* at most so much is read in a turn */
#define LARGE_PIPE (256 * 1024)

/* When who is too fast goes on: uplink.c's PACE_TICK. */
#define TICK (10 * MSEC)

static const struct config_option fast[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { NULL, NULL } };
static const struct config_option bound[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "line_rate", "30" }, { "line_burst", "2" },
	{ "grace", "2" }, { NULL, NULL } };
static const struct config_option slow[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "line_rate", "1" }, { "line_burst", "1" },
	{ "grace", "2" }, { NULL, NULL } };
static const struct config_option holding[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "hold_time", "3" }, { "grace", "2" },
	{ "stall_time", "60" }, { NULL, NULL } };

static struct {
	struct puppet ali; /* in tea, as reza */
	struct puppet reza;
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
	puppet_join(&test.reza, "reza", "tea");
	puppet_hear_all(&test.ali, test.last);
	stage_forget_log();
}

static void
end(void)
{
	puppet_die(&test.ali);
	puppet_die(&test.reza);
	sane_check_empty();
	stage_forget_log();
}

/* The bytes come in two reads, wherever they are cut. */
static void
puts_lines_together(void)
{
	const struct str text = STR("ping 1\nsend tea two words\nping 3\n");
	bool good = true;

	begin();
	for (size_t cut = 0; cut <= text.len && good; cut++) {
		puppet_write(&test.ali, (struct str) { text.at, cut });
		stage_turn();
		puppet_write(
		    &test.ali, (struct str) { text.at + cut, text.len - cut });
		stage_turn();
		good = puppet_hears(&test.ali, "ok ping 1") &&
		    puppet_hears(&test.ali, "msg * tea ali two words") &&
		    puppet_hears(&test.ali, "ok ping 3") &&
		    puppet_hears_nothing(&test.ali) &&
		    puppet_hears(&test.reza, "msg * tea ali two words");
	}
	TAP_OK(good, "three lines in two pieces, cut anywhere");
	for (size_t at = 0; at < text.len; at++) {
		puppet_write(&test.ali, (struct str) { text.at + at, 1 });
		stage_turn();
	}
	TAP_OK(puppet_hears(&test.ali, "ok ping 1") &&
		puppet_hears(&test.ali, "msg * tea ali two words") &&
		puppet_hears(&test.ali, "ok ping 3"),
	    "or byte by byte");
	stage_turn();
	TAP_OK(slot_of(&test.ali)->up.in.data == NULL,
	    "when all is run there is no buffer");
	end();
}

/* A line is at most LIMIT_LINE bytes long, its LF included. */
static void
bounds_lines(void)
{
	begin();
	puppet_write(&test.ali, str_from(filler(LIMIT_LINE - 1)));
	stage_turn();
	TAP_OK(
	    !disconnect_has_begun(slot_of(&test.ali)) && !stage_logged("..."),
	    "so much may be a line yet");
	puppet_write(&test.ali, STR("\n"));
	stage_turn();
	TAP_OK(stage_logged(
		   "broken: ali puppet: its worker sent an invalid command"),
	    "and was none");
	end();
	begin();
	puppet_write(&test.ali, str_from(filler(LIMIT_LINE)));
	stage_turn();
	TAP_OK(stage_logged(
		   "broken: ali puppet: its worker sent an overlong line"),
	    "one byte more, and nobody waits for its end");
	end();
}

/* One who says very much is read by buffers, and others in between. */
static void
reads_in_turns(void)
{
	char line[LIMIT_LINE];
	uint64_t before, bytes, most = 0;
	struct str heard;
	size_t turns = 0;

	begin();
	io_size_pipe(slot_of(&test.ali)->up.fd, LARGE_PIPE);
	(void)snprintf(line, sizeof(line), "pass %s\n", filler(60)); /* fits */
	while (io_write(test.ali.up, line, strlen(line)) > 0)
		continue;
	do {
		before = slot_of(&test.ali)->up.bytes;
		puppet_say(&test.reza, "ping");
		MUST(puppet_hears(&test.reza, "ok ping"), "nobody else");
		bytes = slot_of(&test.ali)->up.bytes - before;
		most = bytes > most ? bytes : most;
		turns += bytes > 0;
		while (puppet_line(&test.ali, &heard))
			continue;
	} while (bytes > 0);
	TAP_OK(most <= BUFFER, "%u turns, no more than %u bytes in one",
	    (unsigned)turns, (unsigned)most);
	end();
}

/* Lines after one that waits stay in the pipe, which pushes back. */
static void
reads_nothing_behind(void)
{
	begin();
	while (!slot_of(&test.ali)->down.over_mark) {
		puppet_write(&test.ali, STR("help\n"));
		uplink_ready(test.ali.slot);
		uplink_serve();
	}
	puppet_write(&test.ali, STR("ping 1\n"));
	stage_turn();
	TAP_OK(slot_of(&test.ali)->up.paused, "a line waits for its reader");
	puppet_write(&test.ali, STR("ping 2\n"));
	stage_turn();
	TAP_NUM(io_pending(slot_of(&test.ali)->up.fd), 7,
	    "what comes later is not read");
	sane_check();
	puppet_hear_all(&test.ali, test.last);
	TAP_STR(str_from(test.last), STR("ok ping 2"),
	    "until the first has run; then it is");
	TAP_OK(!slot_of(&test.ali)->up.paused, "and nothing waits any more");
	end();
}

/* By its rate it could go on in 33,334 us: that is rounded up to a tick. */
static void
goes_on_at_ticks(void)
{
	const usec wait = SEC / 30 + 1;
	usec when, rest;

	stage_configure(bound);
	begin();
	pace_turns(5 * SEC + 1234);
	puppet_write(&test.ali, STR("ping 1\nping 2\nping 3\nping 4\n"));
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "ok ping 1") &&
		puppet_hears(&test.ali, "ok ping 2") &&
		puppet_hears_nothing(&test.ali),
	    "the burst is answered");
	when = slot_of(&test.ali)->up.resumes;
	TAP_OK(when % TICK == 0 && when >= ticks_now() + wait &&
		when < ticks_now() + wait + TICK,
	    "who is too fast goes on at the next tick when it may");
	pace(MSEC);
	puppet_write(&test.reza, STR("ping 1\nping 2\nping 3\n"));
	stage_turn();
	TAP_NUM(slot_of(&test.reza)->up.resumes, when,
	    "another one, a little later, at the same");
	puppet_hear_all(&test.reza, test.last);
	rest = when - ticks_now();
	MUST(when > ticks_now() && rest < SEC, "no time to wait for");
	pace_turns(rest - 1);
	TAP_OK(
	    puppet_hears_nothing(&test.ali) && puppet_hears_nothing(&test.reza),
	    "not a microsecond before");
	pace_turns(1);
	TAP_OK(puppet_hears(&test.ali, "ok ping 3") &&
		puppet_hears_nothing(&test.ali) &&
		puppet_hears(&test.reza, "ok ping 3"),
	    "then both go on, by what they may");
	pace_turns(SEC);
	TAP_OK(puppet_hears(&test.ali, "ok ping 4") &&
		slot_of(&test.ali)->up.resumes == 0 &&
		!slot_of(&test.ali)->up.paused,
	    "to the last line");
	end();
}

/* Ali wants full events; his uplink is looked at before reza's. */
static void
begin_in_full(void)
{
	begin();
	puppet_say(&test.ali, "want full");
	MUST(puppet_hears(&test.ali, "ok want full"), "it is not heard");
}

/*
 * A line that its worker has passed on when the ping is read, and that the
 * parent has not looked at yet, comes first. So does one that comes before the
 * next turn begins, whatever ali has used compared with reza.
 */
static void
answers_pings_in_full_last(void)
{
	begin_in_full();
	puppet_write(&test.ali, STR("ping 1\nping 2\n"));
	uplink_ready(test.ali.slot);
	uplink_serve();
	puppet_write(&test.reza, STR("tell ali hi\n"));
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "tell * reza!* ali hi"),
	    "what another had said before a ping in full comes first");
	TAP_OK(puppet_hears(&test.ali, "ok ping 1") &&
		puppet_hears_nothing(&test.ali),
	    "then the ping is answered");
	puppet_say(&test.reza, "tell ali more");
	TAP_OK(puppet_hears(&test.ali, "tell * reza!* ali more") &&
		puppet_hears(&test.ali, "ok ping 2") &&
		!slot_of(&test.ali)->up.paused,
	    "and the next, behind what came before that");
	puppet_hear_all(&test.reza, test.last);
	TAP_OK(puppet_ask(&test.reza, "ping 3", "ok ping 3"),
	    "in short none waits");
	end();
}

/* More than one read takes: a fence waits for the whole pipe. */
static void
answers_pings_behind_full_pipes(void)
{
	const struct str last = STR("tell ali last\n");
	char line[LIMIT_LINE];
	struct str heard;

	begin_in_full();
	io_size_pipe(slot_of(&test.reza)->up.fd, LARGE_PIPE);
	(void)snprintf(line, sizeof(line), "pass %s\n", filler(60)); /* fits */
	for (size_t sent = 0; sent < BUFFER; sent += strlen(line))
		puppet_write(&test.reza, str_from(line));
	puppet_write(&test.reza, last);
	puppet_write(&test.ali, STR("ping 1\n"));
	uplink_ready(test.ali.slot);
	uplink_serve();
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "tell * reza!* ali last") &&
		puppet_hears(&test.ali, "ok ping 1"),
	    "a ping in full waits for all that was in a pipe");
	while (puppet_line(&test.reza, &heard))
		continue;
	end();
}

/* Whose lines the server holds back, and who never stops talking. */
static void
answers_pings_despite_others(void)
{
	size_t turns = 0;

	begin_in_full();
	stage_configure(bound);
	pace_turns(10 * SEC);
	puppet_write(&test.reza, STR("ping 1\nping 2\nping 3\n"));
	stage_turn();
	MUST(slot_of(&test.reza)->up.resumes != 0, "it does not wait");
	puppet_write(&test.ali, STR("ping 1\n"));
	stage_turn();
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "ok ping 1"),
	    "no ping waits for who is too fast");
	stage_configure(fast);
	puppet_hear_all(&test.reza, test.last);
	io_size_pipe(slot_of(&test.reza)->up.fd, LARGE_PIPE);
	puppet_write(&test.ali, STR("ping 2\n"));
	for (; turns < 10 && !puppet_hears(&test.ali, "ok ping 2"); turns++) {
		while (io_write(test.reza.up, "pass x\n", 7) > 0)
			continue;
		stage_turn();
		while (puppet_line(&test.reza, &(struct str) { NULL, 0 }))
			continue;
	}
	TAP_NUM(turns, 2, "nor more than a turn for who never stops");
	puppet_hear_all(&test.reza, test.last);
	end();
}

/* A helper does not wait for any rate; one that says far too much is ended. */
static void
ends_loud_helpers(void)
{
	enum { FEW = 20 };
	static struct puppet helper;
	bool good = true;

	puppet_help(&helper);
	for (int i = 0; i < FEW + 1; i++)
		puppet_write(&helper, STR("ping\n"));
	stage_turn();
	for (int i = 0; i < FEW && good; i++)
		good = puppet_hears(&helper, "ok ping");
	TAP_OK(good, "no rate of clients holds a helper back");
	TAP_OK(puppet_hears(&helper, "bye protocol ..."),
	    "but so much is not said by an honest one");
	puppet_die(&helper);
}

static void
follows_new_rates(void)
{
	begin();
	stage_configure(slow);
	pace_turns(10 * SEC);
	puppet_write(&test.ali, STR("ping 1\nping 2\nping 3\n"));
	stage_turn();
	MUST(puppet_hears(&test.ali, "ok ping 1") &&
		slot_of(&test.ali)->up.resumes > ticks_now() + TICK,
	    "it does not wait");
	stage_configure(fast);
	deadlines_reset();
	pace_turns(TICK);
	TAP_OK(puppet_hears(&test.ali, "ok ping 2") &&
		puppet_hears(&test.ali, "ok ping 3"),
	    "who may be faster from now on need not wait as before");
	end();
}

/* Ali talks until a line of his is held, for reza does not read. */
static void
hold(void)
{
	char line[LIMIT_LINE];

	stage_configure(holding);
	begin();
	(void)snprintf(
	    line, sizeof(line), "send tea %s", filler(LETTERS)); /* fits */
	while (slot_of(&test.ali)->up.held_since == 0) {
		puppet_say(&test.ali, line);
		puppet_hear_all(&test.ali, test.last);
		pace(MSEC);
	}
	stage_turn();
	puppet_write(&test.ali, STR("send tea last\n"));
}

static bool
hears_to_the_end(struct puppet *puppet, const char *pattern)
{
	puppet_hear_all(puppet, test.last);
	return pattern_matches(pattern, str_from(test.last));
}

static void
holds_for_its_time(void)
{
	hold();
	pace_turns(
	    slot_of(&test.ali)->up.held_since + 3 * SEC - 1 - ticks_now());
	TAP_OK(!slot_of(&test.ali)->up.overdue &&
		!disconnect_has_begun(slot_of(&test.reza)) &&
		puppet_hears_nothing(&test.ali),
	    "for hold_time");
	pace_turns(1);
	TAP_OK(slot_of(&test.reza)->state != SLOT_OPEN,
	    "then who has not read has to go");
	TAP_OK(hears_to_the_end(&test.ali, "msg * tea ali last") &&
		slot_of(&test.ali)->up.held_since == 0 &&
		!slot_of(&test.ali)->up.overdue,
	    "and all runs on");
	end();
	hold();
	pace_turns(SEC);
	TAP_OK(hears_to_the_end(&test.reza, "msg * tea ali last") &&
		hears_to_the_end(&test.ali, "msg * tea ali last"),
	    "if all is read before, nobody has to");
	end();
}

/*
 * A held line has no reply, so only the poll shows that its client has hung up.
 */
static void
looks_for_who_hangs_up(void)
{
	hold();
	io_close(&test.ali.down);
	pace_turns(SEC);
	stage_turn();
	TAP_OK(slot_of(&test.ali)->up.hung_until > ticks_now() &&
		slot_of(&test.ali)->up.hung_until <= ticks_now() + 2 * SEC,
	    "who is held and hangs up is found out within a second");
	end();
}

/* Its client has gone, and its worker in order: the lines go on in time. */
static void
gives_grace(void)
{
	begin();
	stage_configure(slow);
	pace_turns(10 * SEC);
	puppet_write(&test.ali,
	    STR("send tea 1\nsend tea 2\nsend tea 3\nsend tea 4\nquit\n"));
	stage_turn();
	MUST(puppet_hears(&test.reza, "msg * tea ali 1"), "no burst");
	puppet_hang_up(&test.ali);
	TAP_OK(puppet_hears_nothing(&test.reza) && slots_used() == 2,
	    "who hangs up is still heard");
	pace_turns(SEC + TICK);
	TAP_OK(puppet_hears(&test.reza, "msg * tea ali 2") &&
		puppet_hears_nothing(&test.reza),
	    "at its rate");
	pace_turns(SEC - 2 * TICK);
	TAP_OK(puppet_hears_nothing(&test.reza), "until grace is over");
	pace_turns(TICK);
	stage_turn();
	TAP_OK(puppet_hears(&test.reza, "quit * ali") &&
		puppet_hears_nothing(&test.reza) && slots_used() == 1,
	    "then it has quit");
	TAP_OK(stage_logged("ended: ali puppet pid * bye quit, lived 12 s, "
			    "4 lines in, * out, 2 dropped"),
	    "and what it would have said is counted, but for its goodbye");
	puppet_die(&test.reza);
	stage_configure(fast);
	stage_forget_log();
}

/* Not a moment longer than it has something to say. */
static void
needs_no_grace(void)
{
	begin();
	puppet_hang_up(&test.ali);
	TAP_OK(puppet_hears(&test.reza, "quit * ali") && slots_used() == 1,
	    "who has said nothing goes at once");
	puppet_die(&test.reza);
	begin();
	puppet_write(&test.ali, STR("send tea 1\nsend tea 2\nhalf"));
	puppet_hang_up(&test.ali);
	stage_turn();
	TAP_OK(puppet_hears(&test.reza, "msg * tea ali 1") &&
		puppet_hears(&test.reza, "msg * tea ali 2") &&
		puppet_hears(&test.reza, "quit * ali") &&
		puppet_hears_nothing(&test.reza) && slots_used() == 1,
	    "and who has, behind it");
	TAP_OK(!stage_logged("ended: * puppet pid * dropped"),
	    "nothing is dropped");
	puppet_die(&test.reza);
	stage_forget_log();
}

/* It was killed: what it has left is no more than a buffer and a pipe. */
static void
runs_what_the_dead_left(void)
{
	char want[64];
	bool good = true;

	begin();
	stage_configure(slow);
	pace_turns(10 * SEC);
	for (int i = 1; i <= 20; i++) {
		(void)snprintf(want, sizeof(want), "send tea %d\n", i);
		puppet_write(&test.ali, str_from(want));
		if (i == 10)
			stage_turn();
	}
	puppet_write(&test.ali, STR("send tea ha"));
	MUST(slot_of(&test.ali)->up.resumes != 0, "it does not wait");
	puppet_die(&test.ali);
	stage_turn();
	for (int i = 1; i <= 20 && good; i++) {
		(void)snprintf(want, sizeof(want), "msg * tea ali %d", i);
		good = puppet_hears(&test.reza, want);
	}
	TAP_OK(good && puppet_hears(&test.reza, "quit * ali") &&
		puppet_hears_nothing(&test.reza) && slots_used() == 1,
	    "of a dead worker all whole lines are run at once");
	puppet_die(&test.reza);
	stage_configure(fast);
	stage_forget_log();
}

/* The text is where it was read until it has been told. */
static void
keeps_last_words(void)
{
	begin();
	puppet_write(&test.ali, STR("ping 1\nquit so long\n"));
	uplink_ready(test.ali.slot);
	puppet_write(&test.ali, STR("send tea too late\n"));
	uplink_ready(test.ali.slot);
	puppet_write(&test.reza, STR("ping other-words\n"));
	uplink_ready(test.reza.slot);
	uplink_serve();
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "ok ping 1") &&
		puppet_hears(&test.ali, "bye quit ..."),
	    "who quits is over");
	puppet_hear_all(&test.reza, test.last);
	TAP_OK(pattern_matches("quit * ali Quit: so long", str_from(test.last)),
	    "and its last words are kept until they are told");
	end();
	begin();
	puppet_write(&test.ali, STR("quit so long\nsend tea too late\n"));
	uplink_ready(test.ali.slot);
	puppet_write(&test.ali, STR("send tea later still\n"));
	puppet_die(&test.ali);
	TAP_OK(puppet_hears(&test.reza, "quit * ali Quit: so long") &&
		puppet_hears_nothing(&test.reza) && slots_used() == 1,
	    "even if it dies meanwhile");
	puppet_die(&test.reza);
	stage_forget_log();
}

/* No more is to be read, but the worker lives. */
static void
notices_an_end(void)
{
	stage_configure(bound);
	begin();
	pace_turns(10 * SEC);
	puppet_write(&test.ali, STR("ping 1\nhalf"));
	io_close(&test.ali.up);
	stage_turn();
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "ok ping 1") &&
		slot_of(&test.ali)->up.fd == -1,
	    "an uplink ends behind its last whole line");
	TAP_NUM(slot_of(&test.ali)->deadline, ticks_now() + 2 * SEC,
	    "its worker is to end by then");
	end();
}

static void
discards(void)
{
	size_t used;

	begin();
	stage_configure(slow);
	pace_turns(10 * SEC);
	stage_turn();
	used = arena_used();
	puppet_write(&test.ali, STR("ping 1\nping 2\nping 3\n"));
	stage_turn();
	MUST(puppet_hears(&test.ali, "ok ping 1") &&
		slot_of(&test.ali)->up.paused,
	    "it does not wait");
	uplink_discard(test.ali.slot);
	stage_turn();
	TAP_OK(!slot_of(&test.ali)->up.paused && arena_used() <= used,
	    "what is dropped waits no more, and takes no room");
	pace_turns(10 * SEC);
	TAP_OK(puppet_hears_nothing(&test.ali), "nor is it run");
	puppet_write(&test.ali, STR("ping 4\nping 5\n"));
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "ok ping 4"), "what comes then is read");
	stage_configure(fast);
	end();
}

/* A drained uplink, whose lines are counted: uplink.c's cut. */
static void
drains(void)
{
	begin();
	slot_of(&test.ali)->up.discards = true;
	puppet_write(&test.ali, STR("ping 1\nquit\nping 2\nhalf"));
	uplink_drain(test.ali.slot);
	TAP_OK(slot_of(&test.ali)->up.fd == -1 &&
		slot_of(&test.ali)->up.dropped == 2,
	    "what is left of who was cut off is read, counted and dropped");
	end();
}

int
main(void)
{
	stage_begin(fast);
	puts_lines_together();
	bounds_lines();
	reads_in_turns();
	reads_nothing_behind();
	goes_on_at_ticks();
	stage_configure(fast);
	answers_pings_in_full_last();
	answers_pings_behind_full_pipes();
	answers_pings_despite_others();
	ends_loud_helpers();
	follows_new_rates();
	holds_for_its_time();
	looks_for_who_hangs_up();
	stage_configure(fast);
	gives_grace();
	needs_no_grace();
	runs_what_the_dead_left();
	keeps_last_words();
	notices_an_end();
	discards();
	drains();
	return tap_done();
}
