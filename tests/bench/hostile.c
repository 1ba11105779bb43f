/*
 * Measures the delay of bystanders during attacks. Two clients, alone in a
 * group, talk at fixed times, and the delay of each message is measured: first
 * beside idle clients only, then beside hostile clients that send the lines of
 * a row of the table (hostile_rows) as often as the server lets them. The
 * idle and the hostile clients are separate processes. Prints a line for each
 * row. Run by run-hostile. Linux only, as crowd.h.
 */
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/str.h"
#include "tests/bench/lib/hostile_crowd.h"
#include "tests/bench/lib/hostile_rows.h"
#include "tests/bench/lib/number.h"
#include "tests/bench/lib/samples.h"

/* How often the bystander says something, and what is waited for behind. */
#define EACH (20 * MSEC)
#define PATIENCE (40 * SEC)
#define BASELINE (3 * SEC)

/* Calm is a message that takes less than that, so often; or it never will be.
 */
#define CALM_TIME (20 * MSEC)
#define CALM_TIMES 25
#define CALM_PATIENCE (5 * SEC)

#define READ_SIZE ((size_t)256 << 10)

/*
 * The bystanders' nice value, and that of the crowds (lib/hostile_crowd.c):
 * elsewhere, neither would share a processor with the server.
 */
#define FIRST (-20)

static struct {
	struct hostile_scene scene;
	pid_t pid;
	usec time;
	struct addr control; /* the operator's socket; all zero: none */
	bool ends; /* with TERM to the server */
	int speaker, listener;
	struct buf heard;
	char heard_room[HOSTILE_ROOM];
	char input[READ_SIZE];
} bench;

/* --- The bystanders ---------------------------------------------------- */

struct watch {
	struct samples samples;
	size_t said, heard;
	double worst;
};

/* When the message that the line brings was said; 0: it brings none. */
static uint64_t
said_at(struct str line)
{
	uint64_t when = 0;

	if (str_eq(str_word(&line), STR("msg")))
		for (int skip = 0; skip < 3; skip++)
			(void)str_word(&line);
	return str_to_number(line, UINT64_MAX, &when) ? when : 0;
}

static void
listen_in(struct watch *watch)
{
	struct str line;
	char *room;

	const size_t size = buf_room(&bench.heard, &room);
	const ssize_t count = io_read(bench.listener, room, size);
	if (count == 0)
		die(EX_UNAVAILABLE, "the server has closed a bystander");
	buf_filled(&bench.heard, count > 0 ? (size_t)count : 0);
	while (buf_line(&bench.heard, &line) == LINE_WHOLE) {
		const uint64_t when = said_at(line);
		if (when != 0) {
			samples_add(&watch->samples, clock_mono() - when);
			watch->heard++;
		}
		buf_drop_line(&bench.heard, line);
	}
	while (io_read(bench.speaker, bench.input, sizeof(bench.input)) > 0)
		continue;
}

static void
speak(struct watch *watch)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "send yard %llu\n",
	    (unsigned long long)clock_mono()); /* fits */
	hostile_say(bench.speaker, str_from(text));
	watch->said++;
}

/* Waits for what comes, up to that time. */
static void
wait_until(struct watch *watch, usec when)
{
	struct pollfd poll_fd = { .fd = bench.listener, .events = POLLIN };
	usec now;

	while ((now = clock_mono()) < when) {
		(void)poll(&poll_fd, 1, (int)((when - now) / MSEC) + 1);
		listen_in(watch);
	}
}

/* Talks for that time, and waits for all of it. */
static void
talk_by_the_clock(struct watch *watch, usec time)
{
	const usec begin = clock_mono();

	for (usec at = begin; at < begin + time; at += EACH) {
		wait_until(watch, at);
		speak(watch);
	}
	const usec given_up = clock_mono() + PATIENCE;
	while (watch->heard < watch->said && clock_mono() < given_up)
		wait_until(watch, clock_mono() + EACH);
	if (watch->heard < watch->said)
		die(EX_UNAVAILABLE, "%zu of %zu messages were not heard",
		    watch->said - watch->heard, watch->said);
	watch->worst = samples_percentile(&watch->samples, 99) / 1000;
}

/* Until all that was hostile has gone. */
static void
calm_down(void)
{
	const usec given_up = clock_mono() + CALM_PATIENCE;
	size_t calm = 0;

	while (calm < CALM_TIMES && clock_mono() < given_up) {
		struct watch watch = { .said = 0 };
		const usec before = clock_mono();
		speak(&watch);
		while (watch.heard < watch.said)
			wait_until(&watch, clock_mono() + MSEC);
		calm = clock_mono() - before < CALM_TIME ? calm + 1 : 0;
		samples_free(&watch.samples);
	}
}

/* How long an operator waits for an answer, as forkcastctl asks for it; ms. */
static double
ask_control(void)
{
	const usec before = clock_mono();
	int fd = hostile_reach(&bench.control);

	hostile_say(fd, STR("bans\n"));
	hostile_await(fd, "ok");
	io_close(&fd);
	return (double)(clock_mono() - before) / 1000;
}

/* Seconds of processor time that a process has used. */
static double
cpu_of(pid_t pid)
{
	char path[64];
	unsigned long long used = 0;

	(void)snprintf(path, sizeof(path), "/proc/%ld/schedstat", (long)pid);
	FILE *file = fopen(path, "r");
	if (file == NULL || fscanf(file, "%llu", &used) != 1)
		die_errno(EX_OSERR, "cannot read %s", path);
	(void)fclose(file);
	return (double)used / 1e9;
}

static double
measure(const struct hostile_row *row, double calm)
{
	struct watch watch = { .said = 0 };
	double control = NAN;
	int go;

	const pid_t hostile = hostile_start(&bench.scene, row, &go);
	const double before = cpu_of(bench.pid);
	const usec begin = clock_mono();
	hostile_say(go, STR("\n"));
	talk_by_the_clock(&watch, bench.time);
	const double took = (double)(clock_mono() - begin) / (double)SEC;
	const double busy = (cpu_of(bench.pid) - before) / took;
	if (bench.control.len > 0)
		control = ask_control();
	printf("%-14s %zu %zu %.1f %.1f %.1f %.0f\n", row->word,
	    bench.scene.idle, bench.scene.hostile, watch.worst - calm,
	    (double)watch.samples.at[watch.samples.count - 1] / 1000, control,
	    busy * 100);
	(void)fflush(stdout);
	samples_free(&watch.samples);
	if (bench.ends)
		return 0;
	hostile_end(hostile);
	io_close(&go);
	bench.scene.come += bench.scene.hostile;
	calm_down();
	return watch.worst;
}

static double
measure_calm(void)
{
	struct watch watch = { .said = 0 };

	calm_down();
	talk_by_the_clock(&watch, BASELINE);
	samples_free(&watch.samples);
	return watch.worst;
}

/* How long the bystander waits for its goodbye, in ms. */
static void
stop_server(void)
{
	const usec before = clock_mono();

	(void)kill(bench.pid, SIGTERM); /* run-hostile has started it */
	(void)fcntl(bench.listener, F_SETFL, 0);
	hostile_await(bench.listener, "bye shutdown");
	printf("TERM %zu %zu %.1f\n", bench.scene.idle, bench.scene.hostile,
	    (double)(clock_mono() - before) / 1000);
}

/* Nobody may join it, which it takes a hundred masks to find out. */
static void
set_trap(int fd)
{
	char text[128];

	hostile_say(fd, STR("want full\njoin trap\nmode trap +i\n"));
	for (int i = 0; i < 100; i++) {
		(void)snprintf(text, sizeof(text),
		    "mode trap +b *??????????%02d???????????x!~*@*\n", i);
		hostile_say(fd, str_from(text));
	}
	hostile_say(fd, STR("ping set\n"));
	hostile_await(fd, "set\n");
}

/* All but the hostile ones come in; returns the idle crowd. */
static pid_t
begin(void)
{
	pid_t crowd;
	int go;

	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	(void)setpriority(PRIO_PROCESS, 0, FIRST); /* if we may */
	set_trap(hostile_enter(&bench.scene, "founder", STR("ping"), false));
	crowd = hostile_start(&bench.scene, NULL, &go);
	bench.speaker =
	    hostile_enter(&bench.scene, "speaker", STR("join yard"), false);
	bench.listener =
	    hostile_enter(&bench.scene, "listener", STR("join yard"), false);
	if (!io_prepare(bench.speaker) || !io_prepare(bench.listener))
		die_errno(EX_OSERR, "cannot prepare the bystanders");
	buf_init(&bench.heard, bench.heard_room, sizeof(bench.heard_room));
	return crowd;
}

/* --- Options ----------------------------------------------------------- */

static void
usage(void)
{
	die(EX_USAGE,
	    "usage: hostile -p PID -f ROWS [-e] [-s ADDRESS] [-i IDLE] [-k HOSTILE] "
	    "[-t MSEC] [-c SOCKET] [WORD...]");
}

static void
set_option(int option)
{
	const char *wrong = NULL;

	switch (option) {
	case 's':
		wrong = addr_parse(&bench.scene.server, optarg);
		break;
	case 'p':
		bench.pid = (pid_t)number_option(optarg, 1, INT32_MAX);
		break;
	case 'i':
		bench.scene.idle = number_option(optarg, 0, 30000);
		break;
	case 'k':
		bench.scene.hostile = number_option(optarg, 1, 30000);
		break;
	case 't':
		bench.time = number_option(optarg, 1, 3600000) * MSEC;
		break;
	case 'c':
		wrong = addr_parse(&bench.control, optarg);
		break;
	case 'f':
		hostile_rows_read(optarg);
		break;
	case 'e':
		bench.ends = true;
		break;
	default:
		usage();
	}
	if (wrong != NULL)
		die(EX_USAGE, "%s: %s", optarg, wrong);
}

/* Is the row one of the words that were given, or are there none? */
static bool
is_wanted(const struct hostile_row *row, char **words)
{
	const bool all = *words == NULL;

	for (; *words != NULL; words++)
		if (strcmp(*words, row->word) == 0)
			return true;
	return all;
}

int
main(int argc, char **argv)
{
	const struct hostile_row *row;
	int option;

	die_name("hostile");
	bench.scene.hostile = 50;
	bench.time = 5 * SEC;
	while ((option = getopt(argc, argv, "s:p:i:k:t:c:f:e")) != -1)
		set_option(option);
	if (bench.pid == 0 || bench.scene.server.len == 0)
		usage();
	const pid_t crowd = begin();
	const double calm = measure_calm();
	printf("idle %zu 0 %.1f - - -\n", bench.scene.idle, calm);
	for (size_t i = 0; (row = hostile_row(i)) != NULL; i++)
		if (is_wanted(row, argv + optind))
			(void)measure(row, calm);
	if (bench.ends)
		stop_server();
	hostile_end(crowd);
	return 0;
}
