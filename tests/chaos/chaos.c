/*
 * Chaos: clients talk by scripts drawn from a seed (crowd.h) while workers are
 * killed, stopped and told to end and the server itself is stopped for a
 * moment, told to reload its configuration and to log its summary. Meanwhile it
 * becomes another program, so many times, and strangers do everything wrong.
 * chaos [SECONDS [UPGRADES]]; "make soak" takes 60 and 100.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "crowd.h"
#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"
#include "tests/lib/server.h"
#include "tests/lib/upgrade.h"
#include "tests/servers/paced/page.h"

#define SECONDS 12
#define UPGRADES 8

/*
 * Above 64 the server listens to its doorbell. With 44 there are more than
 * half a million deliveries in 12 s.
 */
#define CLIENTS_LEAST 44
#define CLIENTS_MOST 120

/* Of the last time, which is longer than grace. */
#define ROUNDS 20
#define ROUNDS_MOST 300

#define WORKERS_MOST 1024
#define STOPPED_MOST 32

/*
 * Time passes for the server by a third of stall_time and of grace; and again
 * when so many events have happened since that nobody who hears them is late
 * for long, however slow the machine is.
 */
#define LEAP (60 * SEC)
#define EVENTS_BETWEEN 10000

#define PAUSE_MOST (120 * MSEC)
#define WORKER_STOP_MOST (6 * SEC)
#define SERVER_STOP_MOST (80 * MSEC)

/* So many upgrades may be refused because the machine is busy. */
#define LATE_MOST 100

static const char config[] = "grace 180\n"
			     "stall_time 180\n"
			     "hold_time 3600\n"
			     "queue_max 64M\n"
			     "accounts yes\n"
			     "login_plaintext yes\n"
			     "hash_rounds 4096\n"
			     "password_time 0.1\n"
			     "chunk_time 0\n";

static struct {
	struct server *server;
	usec next; /* when something happens again */
	size_t blows;
	struct stopped {
		pid_t pid; /* 0: none */
		usec until;
	} stopped[STOPPED_MOST];
	size_t events; /* when time has passed */
	usec flowed; /* clock_mono: so far, time has passed for the server */
} storm;

static struct {
	const char *program[2]; /* by turns; the first is what runs first */
	size_t count, done, late;
	usec began, time;
	usec until; /* the answer is to be there, if fd is not -1 */
	int fd; /* the connection over which one was ordered, or -1 */
	char answer[1024];
	size_t len;
	size_t longest; /* ms */
} upgrades = { .fd = -1 };

/* --- The storm ----------------------------------------------------------- */

/* The worker of a client that is about to lose it; 0: there is none. */
static pid_t
draw_worker(enum crowd_loss loss)
{
	static pid_t workers[WORKERS_MOST];
	const size_t count =
	    proc_children_soon(storm.server->pid, workers, WORKERS_MOST);

	if (count == 0)
		return 0;
	const pid_t worker = workers[dice((uint32_t)count)];
	return crowd_loses(worker, loss) ? worker : 0;
}

/* It may have died just now, of something else. */
static void
kill_worker(void)
{
	const pid_t worker = draw_worker(CROWD_CUT);

	if (worker != 0)
		(void)kill(worker, SIGKILL);
}

static void
end_worker(void)
{
	const pid_t worker = draw_worker(CROWD_KICKED);

	if (worker != 0)
		(void)kill(worker, SIGTERM);
}

/* Stops it until a drawn time, if there is a place to remember that. */
static void
stop(pid_t pid, usec most)
{
	for (size_t i = 0; i < STOPPED_MOST; i++) {
		if (storm.stopped[i].pid != 0)
			continue;
		storm.stopped[i] = (struct stopped) { pid,
			clock_mono() + dice((uint32_t)most) };
		(void)kill(pid, SIGSTOP); /* or it has died */
		return;
	}
}

/* A worker that stands still too long is killed by the server. */
static void
stop_worker(void)
{
	const pid_t worker = draw_worker(CROWD_CUT);

	if (worker != 0)
		stop(worker, WORKER_STOP_MOST);
}

static void
stop_server(void)
{
	stop(storm.server->pid, SERVER_STOP_MOST);
}

static void
reload(void)
{
	server_signal(storm.server, SIGHUP);
}

static void
report_memory(void)
{
	server_signal(storm.server, SIGUSR1);
}

/* Has the server not come as far as the time that has passed? */
static bool
is_behind(void)
{
	const struct page *page = storm.server->page;

	return atomic_load(&page->moved) + SEC < atomic_load(&page->wanted);
}

/* As much time passes for the server as has passed since the last call. */
static void
flow(void)
{
	const usec now = clock_mono();

	if (storm.flowed != 0 && !is_behind())
		server_pace_later(storm.server, now - storm.flowed);
	storm.flowed = now;
}

/* Who waits for an upgrade must not be late. */
static void
let_time_pass(void)
{
	const size_t events = crowd_count().events;

	if (events < storm.events + EVENTS_BETWEEN || is_behind() ||
	    upgrades.fd != -1)
		return;
	storm.events = events;
	server_pace_later(storm.server, LEAP);
}

static const struct {
	uint32_t weight;
	void (*act)(void);
} acts[] = { { 30, kill_worker }, { 30, stop_worker }, { 20, end_worker },
	{ 10, stop_server }, { 5, reload }, { 5, report_memory },
	{ 20, let_time_pass } };

/* All that has been stopped so long goes on. */
static void
go_on(usec now)
{
	for (size_t i = 0; i < STOPPED_MOST; i++) {
		struct stopped *stopped = &storm.stopped[i];
		if (stopped->pid == 0 || stopped->until > now)
			continue;
		(void)kill(stopped->pid, SIGCONT); /* or it was killed */
		stopped->pid = 0;
	}
}

static void
blow(void)
{
	const usec now = clock_mono();
	uint32_t all = 0, rest;
	size_t i = 0;

	go_on(now);
	if (now < storm.next)
		return;
	for (size_t k = 0; k < COUNT(acts); k++)
		all += acts[k].weight;
	rest = dice(all);
	while (rest >= acts[i].weight)
		rest -= acts[i++].weight;
	acts[i].act();
	storm.next = now + dice((uint32_t)PAUSE_MOST);
	storm.blows++;
}

/* --- The upgrades -------------------------------------------------------- */

static const char *
first_program(void)
{
	const char *given = getenv("FORKCAST_CHAOS");

	return given != NULL ? given : UPGRADE_PACED;
}

/* Copies, which the user nobody can execute too. */
static void
find_programs(void)
{
	const char *next = getenv("FORKCAST_NEXT");

	upgrades.program[0] = upgrade_program(first_program());
	upgrades.program[1] =
	    next != NULL ? upgrade_program(UPGRADE_LATER) : upgrades.program[0];
}

static void
order(void)
{
	char line[PATH_MAX + 16];
	struct addr control;
	const char *wrong = addr_parse(&control, storm.server->control);
	const int len = snprintf(line, sizeof(line), "upgrade %s\n",
	    upgrades.program[(upgrades.done + 1) % 2]);

	MUST(wrong == NULL && len < (int)sizeof(line), "control: %s", wrong);
	upgrades.len = 0;
	upgrades.until = deadline();
	upgrades.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	MUST(upgrades.fd != -1 &&
		connect(upgrades.fd, &control.to.any, control.len) == 0 &&
		io_prepare(upgrades.fd) &&
		io_write(upgrades.fd, line, (size_t)len) == len,
	    "cannot order an upgrade: %s", strerror(errno));
}

/*
 * A machine that is busy may take longer than all may wait: then nothing has
 * happened, and another one is ordered; but not for ever.
 */
static bool
is_late(const char *answer)
{
	const bool late = strstr(answer, "err the rehearsal of ") != NULL &&
	    strstr(answer, " did not end within ") != NULL;

	upgrades.late += late;
	MUST(upgrades.late <= LATE_MOST, "too many upgrades: %s", answer);
	return late;
}

/* Lines, of which the last is "ok OLD to NEW, N clients, M ms". */
static void
listen_to_it(void)
{
	char *answer = upgrades.answer;
	const ssize_t count = io_read(upgrades.fd, answer + upgrades.len,
	    sizeof(upgrades.answer) - 1 - upgrades.len);

	MUST(count == IO_AGAIN || count > 0,
	    "the server hung up on who had ordered an upgrade");
	MUST(!deadline_passed(upgrades.until), "an upgrade takes too long");
	if (count == IO_AGAIN)
		return;
	upgrades.len += (size_t)count;
	answer[upgrades.len] = '\0';
	const char *ok =
	    strncmp(answer, "ok ", 3) == 0 ? answer : strstr(answer, "\nok ");
	if (answer[upgrades.len - 1] != '\n' ||
	    (ok == NULL && strstr(answer, "err ") == NULL))
		return;
	MUST(ok != NULL || is_late(answer), "upgrade: %s", answer);
	io_close(&upgrades.fd);
	if (ok == NULL)
		return;
	const size_t took = strtoul(strrchr(ok, ',') + 1, NULL, 10);
	upgrades.longest = took > upgrades.longest ? took : upgrades.longest;
	upgrades.done++;
}

static void
upgrade(void)
{
	const usec passed = clock_mono() - upgrades.began;

	if (upgrades.fd != -1)
		listen_to_it();
	else if (upgrades.done < upgrades.count &&
	    passed >= upgrades.time / upgrades.count * upgrades.done)
		order();
}

/* --- The strangers ------------------------------------------------------- */

#define STRANGERS 16
#define NAMES 4 /* that all of them want */
#define GROUPS 2 /* that all of them have */

/* How long one stays, and lies in wait between two deeds. */
#define LIFE_MOST (3 * SEC)
#define STRANGER_PAUSE (150 * MSEC)

/* Numbers of the dice that belong to no client, and not to the storm. */
#define STRANGERS_DICE 2000000

struct stranger {
	int fd; /* -1: it is not there */
	bool deaf; /* it reads nothing */
	usec until;
	usec next;
};

static struct {
	struct addr server;
	struct dice dice;
	struct stranger one[STRANGERS];
	size_t count;
} strangers;

static uint32_t
draw(uint32_t sides)
{
	return dice_throw(&strangers.dice, sides);
}

/* As much as the socket takes: half a line is as good. */
static void say(const struct stranger *one, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void
say(const struct stranger *one, const char *format, ...)
{
	char text[512];
	va_list values;
	int len;

	va_start(values, format);
	len = vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	(void)io_write(one->fd, text, (size_t)len); /* it may be over */
}

static void
take_name(const struct stranger *one)
{
	say(one, "stranger%u\n", draw(NAMES));
}

static void
rename_often(const struct stranger *one)
{
	for (int i = 0; i < 5; i++)
		say(one, "name Stranger%u\n", draw(NAMES));
}

/* The third ends it; it may then linger. */
static void
say_wrong_secrets(const struct stranger *one)
{
	for (int i = 0; i < 3; i++)
		say(one, "login nobody wrong%u\n", draw(1000));
}

static void
begin_proof(const struct stranger *one)
{
	say(one, "prove scram-sha-256\n");
	say(one, "prove + biwsbj11LHI9%u\n", draw(1000));
}

static void
register_account(const struct stranger *one)
{
	say(one, "register secret%u\n", draw(1000));
}

static void
begin_irc(const struct stranger *one)
{
	static const char *const lines[] = { "NICK half", "CAP LS 302\r\n",
		"NICK half%u\r\nUSER a 0 * :b\r\n", "USER a 0 *",
		"NICK x\r\nAUTHENTICATE PLAIN\r\n" };
	const uint32_t which = draw(COUNT(lines));

	if (which == 2)
		say(one, "NICK half%u\r\nUSER a 0 * :b\r\nJOIN #strange0\r\n",
		    draw(NAMES));
	else
		say(one, "%s", lines[which]);
}

static void
say_rubbish(const struct stranger *one)
{
	static const char *const lines[] = { "GET / HTTP/1.1\r\n\r\n",
		"\001\002\003\xff\xfe\n", "PROXY TCP4 1.2.3.4", "send\n",
		"fault - kicked\n", "quit" };

	say(one, "%s", lines[draw(COUNT(lines))]);
}

static void
join_and_kick(const struct stranger *one)
{
	const unsigned group = draw(GROUPS);

	say(one, "join strange%u\n", group);
	say(one, "mode strange%u +o stranger%u\n", group, draw(NAMES));
	say(one, "kick strange%u stranger%u away\n", group, draw(NAMES));
	say(one, "mode strange%u +b stranger%u!*@*\n", group, draw(NAMES));
	say(one, "leave strange%u\n", group);
}

static void
leave_things(const struct stranger *one)
{
	const unsigned group = draw(GROUPS);

	say(one, "join strange%u\nput strange%u key%u value\nhear key1\n",
	    group, group, draw(3));
	say(one, "post strange%u work\ntake strange%u 2 1\naway gone\n", group,
	    group);
	say(one, "watch stranger%u\ntopic strange%u of nothing\n", draw(NAMES),
	    group);
}

static void
flood(const struct stranger *one)
{
	say(one, "join strange0\n");
	for (int i = 0; i < 100; i++)
		say(one, "send strange0 %0300d\n", i);
}

static void
say_half_a_line(const struct stranger *one)
{
	say(one, "send strange0 half of wha");
}

static void
finish(const struct stranger *one)
{
	(void)shutdown(one->fd, SHUT_WR); /* it may be over */
}

static void (*const deeds[])(const struct stranger *one) = { take_name,
	take_name, take_name, rename_often, say_wrong_secrets,
	say_wrong_secrets, begin_proof, register_account, begin_irc,
	say_rubbish, join_and_kick, join_and_kick, leave_things, flood,
	say_half_a_line, finish };

/* In order, or by a reset. */
static void
leave(struct stranger *one)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	if (one->fd != -1 && draw(2) == 0)
		(void)setsockopt(
		    one->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	io_close(&one->fd);
}

static void
come(struct stranger *one, usec now)
{
	*one = (struct stranger) {
		.fd = socket(strangers.server.to.any.sa_family, SOCK_STREAM, 0),
		.deaf = draw(4) == 0,
		.until = now + draw((uint32_t)LIFE_MOST),
		.next = now
	};
	MUST(one->fd != -1 &&
		connect(one->fd, &strangers.server.to.any,
		    strangers.server.len) == 0 &&
		io_prepare(one->fd),
	    "a stranger cannot connect: %s", strerror(errno));
	strangers.count++;
}

/*
 * The content of its lines does not matter. A stranger that gets bye stays
 * connected nevertheless.
 */
static void
hear(const struct stranger *one)
{
	char drop[4096];

	for (int i = 0; !one->deaf && i < 4; i++)
		if (io_read(one->fd, drop, sizeof(drop)) <= 0)
			return;
}

static void
strangers_begin(const char *address)
{
	const char *wrong = addr_parse(&strangers.server, address);

	MUST(wrong == NULL, "%s: %s", address, wrong);
	strangers.dice = dice_own(STRANGERS_DICE);
	strangers.count = 0;
	for (size_t i = 0; i < STRANGERS; i++)
		strangers.one[i] = (struct stranger) { .fd = -1 };
}

static void
strangers_turn(void)
{
	const usec now = clock_mono();

	for (size_t i = 0; i < STRANGERS; i++) {
		struct stranger *one = &strangers.one[i];
		if (one->next > now)
			continue;
		if (one->fd == -1)
			come(one, now);
		else if (one->until <= now)
			leave(one);
		else
			deeds[draw(COUNT(deeds))](one);
		if (one->fd != -1)
			hear(one);
		one->next = now + draw((uint32_t)STRANGER_PAUSE);
	}
}

static size_t
strangers_end(void)
{
	for (size_t i = 0; i < STRANGERS; i++)
		leave(&strangers.one[i]);
	return strangers.count;
}

/* --- The whole ----------------------------------------------------------- */

static void
report(usec time)
{
	const struct crowd_count count = crowd_count();

	tap_note("%zu lines, %zu events, in %u s", count.lines, count.events,
	    (unsigned)(time / SEC));
	tap_note("%zu clients, %zu lives: %zu cut off, %zu kicked, %zu too "
		 "slow (%zu without excuse); %zu blows",
	    count.clients, count.lives, count.cut, count.kicked, count.slow,
	    count.unexcused, storm.blows);
	tap_note("%zu upgrades, the longest took %zu ms", upgrades.done,
	    upgrades.longest);
}

/*
 * A client that reads is not too slow, or at most some are if the machine is.
 * On such a machine, some kicked clients also miss their bye: a worker lingers
 * for 2 s, and a client that is far behind does not reach it in time.
 */
static void
must_be_patient(void)
{
	const struct crowd_count count = crowd_count();

	MUST(count.untold <= count.kicked / 2,
	    "%zu were cut off without goodbye; %zu were told that they are kicked",
	    count.untold, count.kicked);
	MUST(count.unexcused <= count.lives / 10,
	    "%zu of %zu were told that they are too slow, but were not",
	    count.unexcused, count.lives);
}

static void
rage(usec time)
{
	const usec end = clock_mono() + time;

	storm.next = upgrades.began = clock_mono();
	strangers_begin(storm.server->address[0]);
	while (clock_mono() < end || upgrades.done < upgrades.count) {
		crowd_act();
		flow();
		blow();
		upgrade();
		strangers_turn();
		crowd_listen(clock_mono() + MSEC);
	}
	go_on(UINT64_MAX);
	tap_note("%zu strangers", strangers_end());
}

/*
 * Behind the first silence only those who died may still cause something:
 * their quits. When all are reaped, everything is behind the second ping.
 */
static void
calm_down(void)
{
	static pid_t workers[WORKERS_MOST];

	MUST(crowd_fall_silent(flow), "not all are answered");
	/*
	 * What those who hung up have said, and workers that linger, end; those
	 * of strangers who guess only when all their guesses have had their
	 * time.
	 */
	const size_t wanted = crowd_present() + 1; /* the keeper */
	for (int i = 0; i < ROUNDS ||
	     (i < ROUNDS_MOST &&
		 proc_children(storm.server->pid, workers, WORKERS_MOST) >
		     wanted);
	     i++)
		server_pace(storm.server, 20 * SEC);
	server_expect_workers(storm.server, wanted);
	MUST(crowd_fall_silent(flow), "not all are answered");
}

int
main(int argc, char **argv)
{
	const usec time =
	    (argc > 1 ? strtoul(argv[1], NULL, 10) : SECONDS) * SEC;

	bulk();
	storm.server = server_start(&(struct setup) {
	    .config = config, .program = first_program(), .paced = true });
	MUST(signal(SIGPIPE, SIG_IGN) != SIG_ERR, "cannot ignore SIGPIPE");
	dice_begin();
	upgrades.count = argc > 2 ? strtoul(argv[2], NULL, 10) : UPGRADES;
	upgrades.time = time;
	find_programs();
	crowd_begin(storm.server->address[0],
	    CLIENTS_LEAST + dice(CLIENTS_MOST - CLIENTS_LEAST), flow);
	rage(time);
	report(time);
	must_be_patient();
	calm_down();
	crowd_finish();
	crowd_leave();
	PASS("all who survived have got everything, in order, or goodbye");
	server_stop(storm.server);
	return tap_done();
}
