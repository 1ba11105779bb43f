/*
 * Measures the delay of bystanders during attacks. Two clients, alone in a
 * group, talk at fixed times, and the delay of each message is measured: first
 * beside idle clients only, then beside hostile clients that send the lines of
 * a row of the table (hostile_rows) as often as the server lets them. The
 * idle and the hostile clients are separate processes. Prints a line for each
 * row. Run by run-hostile. Linux only, as crowd.h.
 */
#include <ctype.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/str.h"
#include "tests/bench/lib/cost.h"
#include "tests/bench/lib/measure.h"
#include "tests/lib/filler.h"

/*
 * The nice value of the bystanders, and of the crowds: elsewhere, neither would
 * share a processor with the server.
 */
#define FIRST (-20)
#define LAST 19

/* --- The rows of the table ---------------------------------------------- */

/* Room for the lines of a row. */
#define HOSTILE_ROOM ((size_t)8192)

struct hostile_row {
	const char *word; /* the verb, or the command */
	bool irc;
	const char *first;
	const char *line;
};

struct hostile_numbers {
	size_t client;
	size_t count;
	size_t idle; /* how many of these there are */
};

#define ROWS 256
#define MARKS STR("????????????????????")
#define VALUE 2500 /* bytes of a long value */

static struct {
	struct hostile_row rows[ROWS];
	size_t count;
	char text[64 * 1024];
} table;

/* Cuts off the first column; the two characters \\n in it become one. */
static char *
cut_column(char **rest)
{
	char *column = *rest, *to = column;
	const size_t len = strcspn(column, "\t\n");
	char *end = column + len;

	*rest = *end == '\0' ? end : end + 1;
	for (const char *from = column; from < end; from++)
		if (from[0] == '\\' && from[1] == 'n') {
			*to++ = '\n';
			from++;
		} else {
			*to++ = *from;
		}
	*to = '\0';
	return column;
}

static void
hostile_rows_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char *at = table.text;

	if (file == NULL)
		die_errno(EX_NOINPUT, "cannot open %s", path);
	while (fgets(at, (int)(sizeof(table.text) - (size_t)(at - table.text)),
		   file) != NULL) {
		char *rest = at;
		at += strlen(at) + 1;
		if (rest[0] == '#')
			continue;
		if (table.count == ROWS || strchr(rest, '\n') == NULL)
			die(EX_DATAERR, "%s is too long", path);
		struct hostile_row *row = &table.rows[table.count++];
		row->word = cut_column(&rest);
		row->first = cut_column(&rest);
		row->line = cut_column(&rest);
		row->irc = isupper((unsigned char)row->word[0]) != 0;
	}
	(void)fclose(file); /* it was only read */
}

/* Writes what a letter stands for. */
static bool
write_letter(
    struct buf *out, char letter, const struct hostile_numbers *numbers)
{
	size_t number = numbers->count;

	if (letter == 'v')
		return BUF_CAT(out, str_from(filler(VALUE)));
	if (letter == 'm')
		return BUF_CAT(out, MARKS);
	if (letter == 'c')
		number = numbers->client;
	if (letter == 'i' && numbers->idle > 0)
		number %= numbers->idle;
	return BUF_CAT(out, DECIMAL(number));
}

/* Adds lines with their numbers, and an LF; false if there is no room. */
static bool
hostile_write(
    struct buf *out, struct str format, const struct hostile_numbers *numbers)
{
	bool fits = true;

	for (size_t i = 0; i < format.len && fits; i++)
		fits = format.at[i] == '%' && i + 1 < format.len ?
		    write_letter(out, format.at[++i], numbers) :
		    BUF_CAT(out, ((struct str) { format.at + i, 1 }));
	return fits && BUF_CAT(out, STR("\n"));
}

/* --- The crowds --------------------------------------------------------- */

struct hostile_scene {
	struct addr server;
	size_t idle, hostile; /* how many */
	size_t come; /* hostile ones before: each has a number of its own */
};

#define READ_SIZE ((size_t)256 << 10)
#define EVENTS 256
#define SPARE_FILES 64

/* With nothing new for so long, in ms, all have been told of all. */
#define SETTLED 1000

/* One who talks in the background: its connection, and what it has to write. */
struct talker {
	int fd;
	size_t count; /* lines said */
	const char *next; /* of the row's lines */
	struct buf out;
	char room[HOSTILE_ROOM];
};

static char input[READ_SIZE]; /* what came last */

static int
hostile_reach(const struct addr *addr)
{
	const int fd = socket(addr->to.any.sa_family, SOCK_STREAM, 0);

	if (fd == -1 || connect(fd, &addr->to.any, addr->len) != 0)
		die_errno(EX_UNAVAILABLE, "cannot connect");
	return fd;
}

static void
hostile_say(int fd, struct str text)
{
	if (!io_write_all(fd, text.at, text.len))
		die_errno(EX_IOERR, "cannot write to the server");
}

/* Reads, up to these bytes and whatever came with them. */
static void
hostile_await(int fd, const char *wanted)
{
	const size_t len = strlen(wanted);
	size_t have = 0;

	for (;;) {
		const ssize_t count =
		    io_read(fd, input + have, sizeof(input) - have - 1);
		if (count <= 0)
			die(EX_UNAVAILABLE, "no %s from the server", wanted);
		have += (size_t)count;
		input[have] = '\0';
		if (strstr(input, wanted) != NULL)
			return;
		if (have > sizeof(input) / 2) {
			memmove(input, input + have - len, len);
			have = len;
		}
	}
}

/*
 * Somebody of that name comes in and says these lines, over IRC or not: its
 * connection, on which all of that has been answered.
 */
static int
hostile_enter(const struct hostile_scene *scene, const char *name,
    struct str first, bool irc)
{
	const int fd = hostile_reach(&scene->server);
	char room[HOSTILE_ROOM];
	struct buf out;

	buf_init(&out, room, sizeof(room));
	(void)BUF_CAT(&out, irc ? STR("NICK ") : STR("name "), str_from(name),
	    irc ? STR("\nUSER a b c :d\n") : STR("\n"), first,
	    irc ? STR("\nPING settled\n") : STR("\nping settled\n"));
	hostile_say(fd, buf_str(&out));
	hostile_await(fd, "settled");
	if (strstr(input, "err name") != NULL ||
	    strstr(input, " 433 * ") != NULL)
		die(EX_UNAVAILABLE, "the name %s is not free", name);
	return fd;
}

/* --- Who is idle ------------------------------------------------------- */

static int
watch_all(const int *fds, size_t count)
{
	const int epoll = epoll_create1(EPOLL_CLOEXEC);

	for (size_t i = 0; i < count; i++) {
		struct epoll_event event = { .events = EPOLLIN,
			.data.fd = fds[i] };
		if (!io_prepare(fds[i]) ||
		    epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event) != 0)
			die_errno(EX_OSERR, "cannot watch a connection");
	}
	return epoll;
}

/* Reads whatever comes, until nothing has for that time; -1: for ever. */
static void
read_all(int epoll, int msec)
{
	struct epoll_event events[EVENTS];
	int count;

	while ((count = epoll_wait(epoll, events, EVENTS, msec)) != 0)
		for (int i = 0; i < count; i++)
			while (io_read(
				   events[i].data.fd, input, sizeof(input)) > 0)
				continue;
}

/* They join at once: where each is told of each it takes long otherwise. */
static void
be_idle(const struct hostile_scene *scene, int ready)
{
	const struct str real =
	    STR("about me a name that is as long as a real name may be, and so "
		"takes a mask as long as it can take for one that is neither "
		"here nor now");
	const struct str join = STR("join hall\n");
	int *fds = calloc(scene->idle + 1, sizeof(*fds));
	char name[32];

	raise_files(scene->idle + SPARE_FILES);
	for (size_t i = 0; i < scene->idle; i++) {
		(void)snprintf(name, sizeof(name), "idle%zu", i); /* fits */
		fds[i] = hostile_enter(scene, name, real, false);
	}
	const int epoll = watch_all(fds, scene->idle);
	for (size_t i = 0; i < scene->idle; i++)
		if (io_write(fds[i], join.at, join.len) != (ssize_t)join.len)
			die_errno(EX_IOERR, "an idle client cannot join");
	read_all(epoll, SETTLED);
	hostile_say(ready, STR("\n"));
	read_all(epoll, -1);
}

/* --- Who is hostile ---------------------------------------------------- */

/* Its next line, of those of the row. */
static struct str
next_line(struct talker *talker, const struct hostile_row *row)
{
	const char *line = talker->next != NULL ? talker->next : row->line;
	const char *end = strchr(line, '\n');
	const size_t len = end != NULL ? (size_t)(end - line) : strlen(line);

	talker->next = end != NULL ? end + 1 : NULL;
	return (struct str) { line, len };
}

/* As much as the server takes. */
static void
talk(const struct hostile_scene *scene, struct talker *talker,
    const struct hostile_row *row, size_t number)
{
	for (;;) {
		struct str text = buf_str(&talker->out);
		while (text.len < HOSTILE_ROOM / 2) {
			const struct hostile_numbers numbers = { number,
				talker->count++, scene->idle };
			if (!hostile_write(
				&talker->out, next_line(talker, row), &numbers))
				die(EX_SOFTWARE, "a row is too long");
			text = buf_str(&talker->out);
		}
		const ssize_t count =
		    io_write_now(talker->fd, text.at, text.len);
		if (count <= 0)
			return;
		buf_drop(&talker->out, (size_t)count);
	}
}

static void
come_in(const struct hostile_scene *scene, struct talker *talker,
    const struct hostile_row *row, size_t number)
{
	const struct hostile_numbers numbers = { number, 0, scene->idle };
	char name[32], room[HOSTILE_ROOM];
	struct buf first;

	(void)snprintf(name, sizeof(name), "hostile%zu", number); /* fits */
	buf_init(&first, room, sizeof(room));
	if (!BUF_CAT(
		&first, row->irc ? STR("JOIN #hall\n") : STR("join hall\n")) ||
	    !hostile_write(&first, str_from(row->first), &numbers))
		die(EX_SOFTWARE, "a row is too long");
	talker->fd = hostile_enter(scene, name, buf_str(&first), row->irc);
	buf_init(&talker->out, talker->room, sizeof(talker->room));
}

/* Talks and reads for ever, once told to. */
static void
be_hostile(const struct hostile_scene *scene, const struct hostile_row *row,
    int ready, int go)
{
	struct talker *all = calloc(scene->hostile, sizeof(*all));
	const int epoll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event events[EVENTS];
	char byte;

	raise_files(scene->hostile + SPARE_FILES);
	for (size_t i = 0; i < scene->hostile; i++) {
		come_in(scene, &all[i], row, scene->come + i);
		struct epoll_event event = {
			.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u64 = i
		};
		if (!io_prepare(all[i].fd) ||
		    epoll_ctl(epoll, EPOLL_CTL_ADD, all[i].fd, &event) != 0)
			die_errno(EX_OSERR, "cannot watch a connection");
	}
	hostile_say(ready, STR("\n"));
	if (io_read(go, &byte, 1) != 1)
		return;
	for (;;) {
		const int count = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < count; i++) {
			struct talker *talker = &all[events[i].data.u64];
			while (io_read(talker->fd, input, sizeof(input)) > 0)
				continue;
			if ((events[i].events & EPOLLOUT) != 0)
				talk(scene, talker, row,
				    scene->come + events[i].data.u64);
		}
	}
}

/*
 * A crowd that is in: of idle clients, if row is null, or of hostile ones, who
 * begin when something is written to *go.
 */
static pid_t
hostile_start(
    const struct hostile_scene *scene, const struct hostile_row *row, int *go)
{
	int ready[2], gone[2];
	char byte;

	if (pipe(ready) != 0 || pipe(gone) != 0)
		die_errno(EX_OSERR, "cannot make a pipe");
	const pid_t pid = fork();
	if (pid == -1)
		die_errno(EX_OSERR, "cannot fork");
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* Linux */
		(void)setpriority(PRIO_PROCESS, 0, LAST); /* may be lowered */
		(void)signal(SIGPIPE, SIG_IGN);
		io_close(&ready[0]);
		io_close(&gone[1]);
		if (row == NULL)
			be_idle(scene, ready[1]);
		else
			be_hostile(scene, row, ready[1], gone[0]);
		_exit(0);
	}
	io_close(&ready[1]);
	io_close(&gone[0]);
	if (io_read(ready[0], &byte, 1) != 1)
		die(EX_UNAVAILABLE, "a crowd did not come in");
	io_close(&ready[0]);
	*go = gone[1];
	return pid;
}

static void
hostile_end(pid_t pid)
{
	(void)kill(pid, SIGKILL); /* ours */
	(void)waitpid(pid, NULL, 0);
}

/* How often the bystander says something, and what is waited for behind. */
#define EACH (20 * MSEC)
#define PATIENCE (40 * SEC)
#define BASELINE (3 * SEC)

/* Calm is a message that takes less than that, so often; or it never will be.
 */
#define CALM_TIME (20 * MSEC)
#define CALM_TIMES 25
#define CALM_PATIENCE (5 * SEC)

static struct {
	struct hostile_scene scene;
	size_t pid;
	size_t msec;
	int speaker, listener;
	struct buf heard;
	char heard_room[HOSTILE_ROOM];
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
	while (io_read(bench.speaker, input, sizeof(input)) > 0)
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

static void
measure(const struct hostile_row *row, double calm)
{
	struct watch watch = { .said = 0 };
	const struct cost server = { .server = (pid_t)bench.pid };
	int go;

	const pid_t hostile = hostile_start(&bench.scene, row, &go);
	const double before = cost_cpu_server(&server);
	const usec begin = clock_mono();
	hostile_say(go, STR("\n"));
	talk_by_the_clock(&watch, bench.msec * MSEC);
	const double took = (double)(clock_mono() - begin) / (double)SEC;
	const double busy = (cost_cpu_server(&server) - before) / took;
	printf("%-14s %zu %zu %.1f %.1f %.0f\n", row->word, bench.scene.idle,
	    bench.scene.hostile, watch.worst - calm,
	    (double)watch.samples.at[watch.samples.count - 1] / 1000,
	    busy * 100);
	(void)fflush(stdout);
	samples_free(&watch.samples);
	hostile_end(hostile);
	io_close(&go);
	bench.scene.come += bench.scene.hostile;
	calm_down();
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

#define USAGE                                                       \
	"hostile -p PID -f ROWS -s ADDRESS [-i IDLE] [-k HOSTILE] " \
	"[-t MSEC] [WORD...]"

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
	const char *server = NULL, *rows = NULL, *wrong;
	const struct option known[] = {
		{ 's', .text = &server },
		{ 'p', .number = &bench.pid, 1, INT32_MAX },
		{ 'i', .number = &bench.scene.idle, 0, 30000 },
		{ 'k', .number = &bench.scene.hostile, 1, 30000 },
		{ 't', .number = &bench.msec, 1, 3600000 },
		{ 'f', .text = &rows },
	};

	die_name("hostile");
	bench.scene.hostile = 50;
	bench.msec = 5000;
	read_options(argc, argv, known, COUNT(known), USAGE);
	if (bench.pid == 0 || server == NULL || rows == NULL)
		die(EX_USAGE, "usage: " USAGE);
	if ((wrong = addr_parse(&bench.scene.server, server)) != NULL)
		die(EX_USAGE, "%s: %s", server, wrong);
	hostile_rows_read(rows);
	const pid_t crowd = begin();
	const double calm = measure_calm();
	printf("idle %zu 0 %.1f - -\n", bench.scene.idle, calm);
	for (size_t i = 0; i < table.count; i++)
		if (is_wanted(&table.rows[i], argv + optind))
			measure(&table.rows[i], calm);
	hostile_end(crowd);
	return 0;
}
