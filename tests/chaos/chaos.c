/*
 * Chaos: clients talk (crowd.h) while the server's children are killed, stopped
 * and told to end and the server itself is stopped for a moment, told to reload
 * its configuration and to log its summary. Meanwhile it becomes another
 * program, so many times, and strangers do everything wrong. There are
 * accounts, of which one is made first and logged in to at last; or all is
 * recorded, and what one has read (marks.h). chaos [LINES [UPGRADES]]: it goes
 * on until that many lines have come.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crowd.h"
#include "marks.h"
#include "shared/clock.h"
#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/keeper.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"
#include "tests/lib/server.h"
#include "tests/lib/upgrade.h"

#define LINES 60000
#define UPGRADES 6
#define BLOWS_EACH 2500 /* lines: fewer blows than one prove nothing */

/* Above 64 the server listens to its doorbell. */
#define CLIENTS_LEAST 44
#define CLIENTS_MOST 120

#define CHILDREN_MOST 1024

/*
 * Time passes for the server by a third of stall_time and of grace; and again
 * when so many lines have come since that nobody who reads is late for long,
 * however slow the machine is.
 */
#define LEAP (60 * SEC)
#define LINES_BETWEEN 50000

#define PAUSE_MOST (60 * MSEC)

/* So many upgrades may be refused because the machine is busy. */
#define LATE_MOST 100

#define CONFIG                                                       \
	"grace 180\nstall_time 180\nhold_time 3600\nqueue_max 64M\n" \
	"login_plaintext yes\nchunk_time 0\n"

static struct {
	struct server *server;
	usec next; /* when something happens again */
	size_t blows;
	size_t lines; /* that had come when time has passed */
	usec flowed; /* clock_mono: so far, time has passed for the server */
} storm;

static struct {
	const char *program[2]; /* by turns; the first is what runs first */
	size_t done, late;
	struct conn *control; /* over which one was ordered, or null */
	usec until; /* it is over */
} upgrades;

/* --- The storm ----------------------------------------------------------- */

/* As much time passes for the server as has passed since the last call. */
static void
flow(void)
{
	const usec now = clock_mono();

	if (storm.flowed != 0 && !server_is_behind(storm.server))
		server_pace_later(storm.server, now - storm.flowed);
	storm.flowed = now;
}

/* Who waits for an upgrade must not be late. */
static void
let_time_pass(void)
{
	const size_t lines = crowd_count().lines;

	if (lines < storm.lines + LINES_BETWEEN ||
	    server_is_behind(storm.server) || upgrades.control != NULL)
		return;
	storm.lines = lines;
	server_pace_later(storm.server, LEAP);
}

/* All that stands still goes on: what this has missed, with the next turn. */
static void
go_on(void)
{
	static pid_t child[CHILDREN_MOST];
	const size_t children =
	    proc_children_soon(storm.server->pid, child, CHILDREN_MOST);

	flow();
	server_signal(storm.server, SIGCONT);
	for (size_t i = 0; i < children; i++)
		(void)kill(child[i], SIGCONT);
}

/* The keeper or the journal, who are few; 0: neither is there. */
static pid_t
draw_helper(const pid_t *child, size_t children)
{
	const size_t first = dice((uint32_t)children);
	char title[256];

	for (size_t i = 0; i < children; i++) {
		const pid_t pid = child[(first + i) % children];
		proc_title(pid, title, sizeof(title));
		if (strstr(title, "keeper") != NULL ||
		    strstr(title, "journal") != NULL)
			return pid;
	}
	return 0;
}

/*
 * Most blows hit a child, each fourth a helper. One that stands still too long
 * is killed by the server, which itself stands still until the next blow.
 */
static void
blow(usec now)
{
	static pid_t child[CHILDREN_MOST];
	const size_t children =
	    proc_children_soon(storm.server->pid, child, CHILDREN_MOST);
	static const int hits[] = { SIGSTOP, SIGTERM, SIGKILL, SIGKILL };
	const uint32_t what = dice(120);
	const pid_t victim = children == 0 ? 0 :
	    dice_once_in(4)		   ? draw_helper(child, children) :
					     child[dice((uint32_t)children)];

	server_signal(storm.server, SIGCONT);
	storm.next = now + dice((uint32_t)PAUSE_MOST);
	storm.blows++;
	if (what < 20)
		let_time_pass();
	else if (what < 30)
		server_signal(storm.server, SIGSTOP);
	else if (what < 40)
		server_signal(storm.server, what < 35 ? SIGHUP : SIGUSR1);
	else if (what < 42)
		go_on();
	else if (victim != 0 && marks_loses(victim) && crowd_loses(victim))
		(void)kill(victim, hits[what % COUNT(hits)]);
}

/* --- The upgrades -------------------------------------------------------- */

/*
 * Orders one, or listens for its answer. A machine that is busy may take longer
 * than all may wait: then nothing has happened, and another one is ordered; but
 * not for ever.
 */
static void
upgrade(void)
{
	struct str line;

	if (upgrades.control == NULL && server_is_behind(storm.server))
		return;
	if (upgrades.control == NULL) {
		upgrades.until = deadline();
		upgrades.control = conn_open_at(storm.server->control);
		conn_say(upgrades.control, "upgrade %s",
		    upgrades.program[(upgrades.done + 1) % 2]);
	}
	MUST(!deadline_passed(upgrades.until), "an upgrade takes too long");
	if (!conn_has_line(upgrades.control, &line) || line.at[0] == '-')
		return;
	const bool done = pattern_matches("ok * to *, * client* * ms", line);
	MUST(done ||
		(pattern_matches(
		     "err the rehearsal of * did not end ...", line) &&
		    upgrades.late++ < LATE_MOST),
	    "upgrade: %.*s", (int)line.len, line.at);
	upgrades.done += done;
	conn_close(upgrades.control);
	upgrades.control = NULL;
}

/* --- The strangers ------------------------------------------------------- */

#define STRANGERS 16
#define DEAF 4 /* of them, who read nothing */
#define FLOOD 100

static struct conn *strangers[STRANGERS]; /* null: it is not there */

/*
 * What one says: each '?' is one of few digits, so that all want the same names
 * and groups. Of wrong secrets, the third ends it; it may then linger.
 */
static const char *const deeds[] = { "stranger?\n", "stranger?\n",
	"name Stranger?\nname Stranger?\nname Stranger?\n",
	"login nobody ?\nlogin nobody ?\nlogin nobody ?\n",
	"prove scram-sha-256\nprove + biwsbj11LHI9?\n", "register secret?\n",
	"NICK half", "CAP LS 302\r\n", "USER a 0 *",
	"NICK x\r\nAUTHENTICATE PLAIN\r\n",
	"NICK half?\r\nUSER a 0 * :b\r\nJOIN #strange?\r\n",
	"PRIVMSG #strange? :from IRC\r\n", "GET / HTTP/1.1\r\n\r\n",
	"\001\002\003\xff\xfe\n", "PROXY TCP4 1.2.3.4", "send\n",
	"fault - kicked\n", "quit", "send strange0 half of wha",
	"join strange?\nmode strange? +o stranger?\n",
	"kick strange? stranger? away\nmode strange? +b stranger?!*@*\n",
	"leave strange?\naway gone\nwatch stranger?\ntopic strange? of ?\n",
	"put strange? key? value\nhear key1\n",
	"post strange? work\ntake strange? 2 1\n" };

/* As much as the socket takes: half a line is as good. */
static void
say(struct conn *one, const char *deed)
{
	char text[256];
	const size_t len = strlen(deed);

	for (size_t i = 0; i < len; i++)
		text[i] = deed[i] == '?' ? (char)('0' + dice(3)) : deed[i];
	(void)conn_push(one, text, len, 0);
}

/* One that gets bye stays connected nevertheless. */
static void
turn_stranger(size_t which)
{
	struct conn **one = &strangers[which];
	const char *deed = deeds[dice(COUNT(deeds))];
	char drop[16384];

	if (*one == NULL) {
		*one = conn_open(storm.server);
		return;
	}
	for (uint32_t left = dice(16) == 0 ? FLOOD : 1; left > 0; left--)
		say(*one, deed);
	if (which >= DEAF)
		(void)io_read((*one)->fd, drop, sizeof(drop));
	if (dice(16) == 0)
		conn_finish(*one);
	if (dice(16) != 0)
		return;
	if (dice(2) == 0)
		conn_reset(*one);
	else
		conn_close(*one);
	*one = NULL;
}

/* --- The whole ----------------------------------------------------------- */

/*
 * A run with fewer lines, upgrades or blows proves nothing. All are silent
 * while the server is behind: time does not pass for one that never rests.
 */
static void
rage(size_t lines, size_t wanted, bool recorded)
{
	usec until = deadline();
	size_t heard = 0;

	while (heard < lines || upgrades.done < wanted ||
	    storm.blows < lines / BLOWS_EACH) {
		const usec now = clock_mono();
		const bool silent = server_is_behind(storm.server);
		if (!silent)
			crowd_act();
		if (!silent && recorded)
			marks_step();
		flow();
		if (storm.next <= now)
			blow(now);
		if (upgrades.control != NULL ||
		    (upgrades.done < wanted &&
			heard >= lines / wanted * upgrades.done))
			upgrade();
		if (!silent && dice(4) == 0)
			turn_stranger(dice(STRANGERS));
		crowd_listen(1);
		if (crowd_count().lines > heard)
			until = deadline();
		MUST(!deadline_passed(until), "nothing comes any more");
		heard = crowd_count().lines;
	}
}

/*
 * She can log in: a killed keeper comes, and the turns of those who guessed
 * end, both in the server's time.
 */
static void
sara_comes(void)
{
	const usec end = deadline();
	struct conn *sara = conn_open(storm.server);
	struct str line;

	conn_say(sara, "login sara pw");
	while (!conn_has_line(sara, &line)) {
		MUST(deadline_pause(end), "sara cannot log in");
		(void)server_pace(storm.server, 100 * MSEC);
	}
	MUST(str_eq(line, STR("ok login sara")), "sara hears \"%.*s\"",
	    (int)line.len, line.at);
	conn_close(sara);
}

int
main(int argc, char **argv)
{
	const size_t lines = argc > 1 ? strtoul(argv[1], NULL, 10) : LINES;
	const size_t wanted = argc > 2 ? strtoul(argv[2], NULL, 10) : UPGRADES;
	char config[4 * SCRATCH_PATH];

	dice_begin();
	const bool recorded = dice_once_in(2);
	(void)snprintf(config, sizeof(config), CONFIG "history_sync %c\n%s",
	    dice_once_in(2) ? '0' : '1',
	    recorded ? keeper_config_recorded() :
		       "hash_rounds 4096\npassword_time 0.1\n"); /* fits */
	storm.server = server_start(&(struct setup) {
	    .config = config, .program = UPGRADE_PACED, .paced = true });
	MUST(signal(SIGPIPE, SIG_IGN) != SIG_ERR, "cannot ignore SIGPIPE");
	/* Copies, which the user nobody can execute too. */
	upgrades.program[0] = upgrades.program[1] =
	    upgrade_program(UPGRADE_PACED);
	if (getenv("FORKCAST_NEXT") != NULL)
		upgrades.program[1] = upgrade_program(UPGRADE_LATER);
	if (recorded)
		marks_begin(storm.server, go_on);
	else
		keeper_add(storm.server, "sara");
	crowd_begin(storm.server->address[0],
	    CLIENTS_LEAST + dice(CLIENTS_MOST - CLIENTS_LEAST), go_on, NULL);
	rage(lines, wanted, recorded);
	crowd_finish();
	if (recorded) {
		crowd_read_history();
		marks_finish();
	} else {
		/* Who guesses delays all logins from its address. */
		for (size_t i = 0; i < STRANGERS; i++)
			if (strangers[i] != NULL)
				conn_close(strangers[i]);
		sara_comes();
	}
	PASS("all who survived have got everything, in order, or goodbye; "
	     "and what none has seen is missed");
	const struct crowd_count count = crowd_count();
	tap_note("%zu lines, %zu clients, %zu lives: %zu cut off, %zu too "
		 "slow; %zu blows, %zu upgrades",
	    count.lines, crowd_present(), count.lives, count.cut, count.slow,
	    storm.blows, upgrades.done);
	crowd_leave();
	server_stop_late(storm.server, 20 * SEC);
	return tap_done();
}
