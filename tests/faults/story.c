/* The scenario for a server that meets a fault: see story.h. */
#include "story.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "spec.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/server.h"

/* Lines to a client that does not read: more than pipes hold. */
#define FLOOD 180
#define FLOOD_TEXT 3700

/* No limit expires but when the test moves the clock by all of them. */
#define LIFE "grace 600\nstall_time 600\nhold_time 600\n"
#define ALL_OF_LIFE (3 * 600 * SEC)
#define LOOKS 5 /* in a row, that find nothing under way */

#define ASKS 1024
#define ROOM 16384

/* By their names. */
enum { ADA, BOB, CEM, DAN, EVA, FAY, GIL, HAL, IVO, JAN, GUESTS };

enum state {
	OUT, /* has not come yet */
	IN,
	LEFT, /* ended as the story wants it */
	LOST
};

/* A client, which may be lost. Its commands must be answered in order. */
struct guest {
	int fd; /* -1: closed */
	enum state state;
	pid_t worker; /* 0: not known */
	bool deaf; /* does not read for now */
	bool leaving; /* its end is not unexpected */
	bool bye; /* was told so: nothing may follow */
	bool stayed; /* was there when the server was told to stop */
	bool told; /* of that, by bye: it has got all that there was */
	bool renamed;
	const char *ask[ASKS]; /* patterns of the answers that it is owed */
	size_t asked, answered;
	char **line; /* all that it was sent, each ended by NUL */
	size_t lines, line_room;
	struct buf in;
	char data[ROOM];
};

static const char *const names[GUESTS] = { "ada", "bob", "cem", "dan", "eva",
	"fay", "gil", "hal", "ivo", "jan" };

static struct {
	struct board *board;
	struct server *server;
	char path[SCRATCH_PATH]; /* where it listens first */
	char later[SCRATCH_PATH]; /* and since the HUP */
	char tcp[ADDR_TEXT]; /* its port, where that is known */
	char pid_file[SCRATCH_PATH];
	pid_t pid;
	struct guest guest[GUESTS];
	long at_rest; /* descriptors without clients, before the HUP */
	unsigned quiet; /* looks in a row */
	unsigned moved; /* how often the clock was */
} story;

/* The descriptors for one more UNIX socket: the socket and the lock. */
#define LISTENER_FDS 2

static bool
is_hit(void)
{
	return atomic_load(&story.board->hits) > 0;
}

static size_t
count_in(void)
{
	size_t count = 0;

	for (size_t i = 0; i < GUESTS; i++)
		count += story.guest[i].state == IN;
	return count;
}

/* --- What guests hear ----------------------------------------------------- */

static void
leave(struct guest *guest)
{
	io_close(&guest->fd);
	guest->state = guest->leaving ? LEFT : LOST;
}

/* The guest's name, which one of them changes. */
static const char *
name_of(const struct guest *guest)
{
	return guest->renamed ? "evi" : names[guest - story.guest];
}

/* Is the line an answer to a command of the guest? */
static bool
is_answer(const struct guest *guest, struct str line)
{
	static const char *const events[] = { "msg * * %s ...", "join * * %s",
		"leave * * %s", "leave * * %s ...", "topic * * %s ...",
		"tell * %s ...", "name * %s *" };
	char pattern[64];

	if (str_begins(line, STR("ok ")) || str_begins(line, STR("err ")))
		return true;
	if (str_begins(line, STR("bye ")))
		return guest->answered < guest->asked &&
		    pattern_matches(guest->ask[guest->answered], line);
	for (size_t i = 0; i < COUNT(events); i++) {
		(void)snprintf(pattern, sizeof(pattern), events[i],
		    name_of(guest)); /* fits */
		if (pattern_matches(pattern, line))
			return true;
	}
	return false;
}

/* A refusal, which stands behind a bar in the pattern, needs a fault. */
static bool
answers(const char *patterns, struct str line)
{
	const size_t len = strcspn(patterns, "|");
	char first[128];

	(void)snprintf(first, sizeof(first), "%.*s", (int)len, patterns);
	return pattern_matches(first, line) ||
	    (patterns[len] == '|' && is_hit() &&
		pattern_matches(patterns + len + 1, line));
}

static void
hear(struct guest *guest, struct str line)
{
	const bool answer = is_answer(guest, line);
	const char *name = name_of(guest);

	MUST(!guest->bye, "%s was told bye, and then \"%.*s\"", name,
	    (int)line.len, line.at);
	if (guest->lines == guest->line_room) {
		guest->line_room = 2 * guest->line_room + 64;
		guest->line = realloc(
		    guest->line, guest->line_room * sizeof(*guest->line));
		MUST(guest->line != NULL, "out of memory");
	}
	guest->line[guest->lines] = strndup(line.at, line.len);
	MUST(guest->line[guest->lines++] != NULL, "out of memory");
	guest->bye = str_begins(line, STR("bye "));
	guest->told = str_begins(line, STR("bye shutdown "));
	if (guest->bye && !answer && !guest->told)
		guest->leaving = false;
	if (!answer)
		return;
	MUST(guest->answered < guest->asked, "%s asked nothing, but got %.*s",
	    name, (int)line.len, line.at);
	const char *pattern = guest->ask[guest->answered++];
	MUST(answers(pattern, line), "%s wanted \"%s\", got \"%.*s\"", name,
	    pattern, (int)line.len, line.at);
	guest->renamed =
	    guest->renamed || pattern_matches("name * eva evi", line);
}

static void
read_one(struct guest *guest)
{
	struct str line;
	char *room;
	const size_t size = buf_room(&guest->in, &room);
	const ssize_t count = io_read(guest->fd, room, size);

	if (count == IO_AGAIN)
		return;
	if (count <= 0) {
		leave(guest);
		return;
	}
	buf_filled(&guest->in, (size_t)count);
	while (buf_line(&guest->in, &line) == LINE_WHOLE) {
		hear(guest, line);
		buf_drop_line(&guest->in, line);
	}
}

/*
 * Reads what comes to anybody, for at most that long; false if nothing came.
 * Nothing comes any more where no guest has heard anything and no process of
 * the server runs. If a fault is the reason, what it has left is to end when
 * its time is over, which is now.
 */
static bool
read_all(usec time)
{
	struct pollfd fd[GUESTS];

	for (size_t i = 0; i < GUESTS; i++)
		fd[i] = (struct pollfd) { .events = POLLIN,
			.fd = story.guest[i].deaf ? -1 : story.guest[i].fd };
	const bool heard = poll(fd, GUESTS, (int)(time / MSEC)) > 0;
	for (size_t i = 0; i < GUESTS && heard; i++)
		if (fd[i].revents != 0)
			read_one(&story.guest[i]);
	if (heard || !is_hit() || server_any_runs()) {
		story.quiet = 0;
	} else if (++story.quiet == LOOKS) {
		server_pace(story.server, ALL_OF_LIFE);
		story.quiet = 0;
		story.moved++;
	}
	return heard;
}

static bool
has(size_t number, const char *pattern)
{
	const struct guest *guest = &story.guest[number];

	for (size_t i = 0; i < guest->lines; i++)
		if (pattern_matches(pattern, str_from(guest->line[i])))
			return true;
	return false;
}

/* --- What they say -------------------------------------------------------- */

/* Connects; lost if that does not work. Small: it takes little unread. */
static void
come(size_t number, const char *address, bool small)
{
	struct guest *guest = &story.guest[number];
	const int little = 32 * 1024;
	struct addr addr;

	MUST(addr_parse(&addr, address) == NULL, "address %s", address);
	guest->fd = socket(addr.to.any.sa_family, SOCK_STREAM, 0);
	MUST(guest->fd != -1, "no socket: %s", strerror(errno));
	if (small)
		(void)setsockopt(guest->fd, SOL_SOCKET, SO_RCVBUF, &little,
		    sizeof(little)); /* else more is needed to fill it */
	guest->state = IN;
	/* The answers to another connection of his do not come. */
	guest->answered = guest->asked;
	buf_init(&guest->in, guest->data, ROOM);
	if (connect(guest->fd, &addr.to.any, addr.len) != 0)
		leave(guest);
	else
		MUST(io_prepare(guest->fd), "fcntl: %s", strerror(errno));
}

/*
 * Sends all, reading meanwhile; it may be lost over it. Where nothing moves,
 * for one does not read, it has to.
 */
static void
send_all(struct guest *guest, const char *data, size_t len)
{
	const usec end = deadline();

	while (len > 0 && guest->state == IN) {
		const ssize_t count = io_write(guest->fd, data, len);
		if (count == IO_FAIL)
			return; /* reading will tell what there is to know */
		if (count > 0) {
			data += count;
			len -= (size_t)count;
			continue;
		}
		if (!read_all(10 * MSEC))
			story.guest[DAN].deaf = false;
		MUST(!deadline_passed(end), "%s cannot speak", name_of(guest));
	}
}

/*
 * Says a line, whose answer must match the pattern, which stays valid: "ok post
 * *|err post slow-down ...".
 */
static void say(size_t number, const char *pattern, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void
say(size_t number, const char *pattern, const char *format, ...)
{
	struct guest *guest = &story.guest[number];
	char line[4200];
	va_list values;
	int len;

	if (guest->state != IN)
		return;
	va_start(values, format);
	len = vsnprintf(line, sizeof(line) - 1, format, values);
	va_end(values);
	MUST(len > 0 && (size_t)len < sizeof(line) - 1 && guest->asked < ASKS,
	    "that is too much to say");
	line[len] = '\n';
	guest->ask[guest->asked++] = pattern;
	send_all(guest, line, (size_t)len + 1);
}

/* Waits until all its commands are answered, or it is out. */
static void
settle(size_t number)
{
	const struct guest *guest = &story.guest[number];
	const usec end = deadline();

	while (guest->state == IN && guest->answered < guest->asked) {
		(void)read_all(10 * MSEC);
		MUST(!deadline_passed(end), "%s has no answer, wanted \"%s\"",
		    name_of(guest), guest->ask[guest->answered]);
	}
}

static void
await_end(size_t number)
{
	const usec end = deadline();

	while (story.guest[number].state == IN) {
		(void)read_all(10 * MSEC);
		MUST(!deadline_passed(end), "%s is still there",
		    name_of(&story.guest[number]));
	}
}

static void
ask(size_t number, const char *line, const char *pattern)
{
	say(number, pattern, "%s", line);
	settle(number);
}

/* All who are still there take part in a ping. */
static void
ask_all(void)
{
	for (size_t i = 0; i < GUESTS; i++)
		say(i, "ok ping all", "ping all");
	for (size_t i = 0; i < GUESTS; i++)
		settle(i);
}

/* Says its name; what is its worker is the one that was made meanwhile. */
static void
introduce(size_t number)
{
	const unsigned born = atomic_load(&story.board->births);
	struct guest *guest = &story.guest[number];

	ask(number, names[number], "ok name *");
	if (guest->state == IN && atomic_load(&story.board->births) == born + 1)
		guest->worker = story.board->born[born];
}

/* Waits for a line of the log, for which a fault may be the reason to lack. */
static bool
log_says(const char *pattern)
{
	const usec end = deadline();
	const unsigned moved = story.moved;

	do {
		if (server_logged(story.server, pattern) > 0)
			return true;
		(void)read_all(3 * MSEC);
	} while (!deadline_passed(end) && story.moved == moved);
	MUST(is_hit(), "it does not log \"%s\"", pattern);
	return false;
}

/* --- The story ------------------------------------------------------------ */

static void
make_server(int board_fd)
{
	char text[4 * SCRATCH_PATH];

	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail */
	for (size_t i = 0; i < GUESTS; i++)
		story.guest[i].fd = -1;
	board_pass(board_fd);
	scratch_path(story.path, "s1");
	scratch_path(story.later, "s2");
	scratch_path(story.pid_file, "pid");
	(void)snprintf(text, sizeof(text),
	    LIFE "listen %s\nlisten 127.0.0.1:0\n"
		 "group old-a\ngroup old-b\n",
	    story.path);
	story.server = server_spawn(&(struct setup) { .config = text,
	    .file_listens = true,
	    .program = "forkcastd",
	    .paced = true,
	    .args = { "-p", story.pid_file } });
	story.pid = story.server->pid;
}

/* It did not come up: it must have said why, and used a code of sysexits. */
static void
check_refusal(void)
{
	const int status = server_status(story.server);

	MUST(status >= 64 && status <= 78, "it did not start: status %d",
	    status);
	MUST(server_logged(story.server, "forkcastd: ...") > 0,
	    "it did not start, and did not say why: \"%s\"",
	    server_log(story.server));
	/* A file does not block; EAGAIN is for what does. */
	MUST(!spec_is_harmless(&story.board->fault) ||
		story.board->fault.kind == EAGAIN,
	    "it did not start, for nothing");
}

/*
 * The first guest comes as soon as it can. A server that is not ready yet may
 * close its listeners and try anew, for another may have taken its port; then
 * the guest comes again. False if there is no server.
 */
static bool
open_doors(void)
{
	const usec end = deadline();
	const struct guest *ada = &story.guest[ADA];

	do {
		come(ADA, story.path, false);
		if (ada->state == IN)
			introduce(ADA);
		if (ada->state == IN || ada->bye ||
		    atomic_load(&story.board->births) > 0)
			return true;
		MUST(deadline_pause(end), "nobody can come in");
	} while (!proc_is_gone(story.pid));
	return false;
}

/* The port of TCP, from the log; where a fault has hidden that, the path. */
static void
learn_port(void)
{
	const char *label = "listening on ";
	const char *at =
	    strstr(server_log(story.server), "listening on 127.0.0.1:");
	const size_t len = at != NULL ? strcspn(at, "\n") : 0;
	const bool known = at != NULL && at[len] == '\n';

	(void)snprintf(story.tcp, sizeof(story.tcp), "%.*s",
	    known ? (int)(len - strlen(label)) : (int)strlen(story.path),
	    known ? at + strlen(label) : story.path);
}

/* Its descriptors, but for the two that it has for each worker. */
static long
descriptors(void)
{
	return proc_descriptors(story.pid) - 2 * (long)count_in();
}

/* What one says, and how it is answered. */
struct words {
	size_t who;
	const char *line, *pattern;
};

static void
play(const struct words *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ask(words[i].who, words[i].line, words[i].pattern);
}

static void
come_in(void)
{
	static const struct words joins[] = { { ADA, "join g1", "join * g1 *" },
		{ CEM, "join g1", "join * g1 *" },
		{ EVA, "join g1", "join * g1 *" },
		{ HAL, "join g1", "join * g1 *" },
		{ BOB, "join g2", "join * g2 *" },
		{ DAN, "join g2", "join * g2 *" },
		{ EVA, "join g3", "join * g3 *" },
		{ FAY, "join g3", "join * g3 *" },
		{ GIL, "join g3", "join * g3 *" } };

	ask(ADA, "join all", "join * all ada");
	story.at_rest = descriptors();
	learn_port();
	for (size_t i = BOB; i < JAN; i++) {
		come(i, i % 2 == 0 ? story.tcp : story.path, i == DAN);
		introduce(i);
		ask(i, "join all", "join * all *");
	}
	play(joins, COUNT(joins));
}

static void
talk(void)
{
	static const struct words words[] = { { ADA, "send g1 hello",
						  "msg * g1 ada hello" },
		{ BOB, "send all hello", "msg * all bob hello" },
		{ CEM, "topic g1 weather", "topic * g1 cem weather" },
		{ CEM, "topic g1", "ok topic g1 weather" },
		{ CEM, "names g1", "ok names g1 *" },
		{ CEM, "tell cem note", "tell * cem cem note" },
		{ EVA, "name evi", "name * eva evi" },
		{ EVA, "send g3 it is me", "msg * g3 evi it is me" },
		{ FAY, "leave g3 later", "leave * g3 fay later" },
		{ FAY, "send g3 hello", "err send not-member ..." },
		{ FAY, "join g3", "join * g3 fay" },
		{ FAY, "join g3", "err join already-member ..." },
		{ GIL, "nonsense", "err - bad-command ..." },
		{ GIL, "help", "ok help" },
		{ HAL, "join old-a", "join * old-a hal" },
		{ HAL, "leave old-a", "leave * old-a hal" },
		/* All subscribers are lost without memory for an event. */
		{ IVO, "hear other menu", "ok hear" },
		{ CEM, "add all menu rice",
		    "ok add all menu * 1|err add too-many ..." },
		{ BOB, "put all menu soup",
		    "ok put all menu ...|err put too-many ..." },
		{ FAY, "put @fay seen now",
		    "ok put @fay seen *|err put too-many ..." },
		{ FAY, "put @gil seen x", "err put ..." },
		{ GIL, "get all", "ok get all *" },
		{ GIL, "time", "ok time * *" },
		{ EVA, "post g1 wash", "ok post g1 *|err post slow-down ..." },
		{ CEM, "take g1 1 0", "ok take g1 1|err take too-many ..." },
		{ ADA, "boxes", "ok boxes *" } };

	play(words, COUNT(words));
	/* All say something at once, several lines in a write. */
	for (size_t round = 0; round < 3; round++)
		for (size_t i = 0; i < JAN; i++)
			say(i, "msg * all * text ...", "send all text %zu %s",
			    round, filler(200));
	for (size_t i = 0; i < JAN; i++)
		settle(i);
}

/* One says much, and another one of the two does not read it for a while. */
static void
overwhelm(void)
{
	story.guest[DAN].deaf = true;
	for (int i = 0; i < FLOOD; i++)
		say(BOB, "msg * g2 bob much ...", "send g2 much %d %s", i,
		    filler(FLOOD_TEXT));
	while (read_all(20 * MSEC))
		continue;
	story.guest[DAN].deaf = false;
	settle(BOB);
	ask(DAN, "ping read", "ok ping read");
	ask(DAN, "send g2 at last", "msg * g2 dan at last");
}

/* Workers that were not reaped yet. */
static size_t
workers(void)
{
	const unsigned births = atomic_load(&story.board->births);
	size_t count = 0;

	MUST(births <= BOARD_BIRTHS, "too many workers");
	for (unsigned i = 0; i < births; i++)
		count += kill(story.board->born[i], 0) == 0;
	return count;
}

/* Waits until there are as many workers as guests: who is gone is reaped. */
static void
wait_for_rest(void)
{
	const usec end = deadline();
	size_t count;

	while ((count = workers()) != count_in()) {
		(void)read_all(3 * MSEC);
		MUST(!deadline_passed(end), "%zu workers for %zu guests", count,
		    count_in());
	}
}

/* On a busy machine, clients would wait for too long. */
#define TOO_LATE "upgrade: refused: the rehearsal of * did not end within 1 s"

/*
 * Asks for an upgrade once more for each that was refused only because it was
 * too late, as an operator would; true when one is answered otherwise.
 */
static bool
is_upgrade_over(void)
{
	static size_t again;
	const size_t late = server_logged(story.server, TOO_LATE);

	if (server_logged(story.server, "upgrade: done ...") +
		server_logged(story.server, "upgrade: refused: ...") >
	    late)
		return true;
	for (; again < late; again++)
		server_signal(story.server, SIGUSR2);
	return false;
}

/*
 * The server becomes the same program anew, or it is told why not; those who
 * talk meanwhile do not notice. Where a fault was met, it may not even be told
 * with time.
 */
static void
upgrade(void)
{
	const usec end = deadline();
	const unsigned moved = story.moved;

	for (size_t i = 0; i < GUESTS; i++)
		say(i, "ok ping before", "ping before");
	server_signal(story.server, SIGUSR2);
	for (size_t i = 0; i < GUESTS; i++)
		say(i, "ok ping meanwhile", "ping meanwhile");
	while (
	    !is_upgrade_over() && !deadline_passed(end) && story.moved == moved)
		(void)read_all(3 * MSEC);
	MUST(is_upgrade_over() || is_hit(), "nothing is said of the upgrade");
	MUST(server_logged(story.server, "upgrade: done ...") == 1 || is_hit(),
	    "the upgrade failed, for nothing");
	ask_all();
	ask(IVO, "get all menu", "ok get all *");
	MUST(is_hit() ||
		(has(IVO, "row all menu * bob soup") &&
		    has(CEM, "item * g1 evi 0 wash")),
	    "what was written, or is to be done, is lost");
}

static void
crash(void)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	struct guest *gil = &story.guest[GIL], *hal = &story.guest[HAL];

	if (gil->state == IN) {
		MUST(setsockopt(gil->fd, SOL_SOCKET, SO_LINGER, &at_once,
			 sizeof(at_once)) == 0,
		    "setsockopt: %s", strerror(errno));
		gil->leaving = true;
		leave(gil);
	}
	wait_for_rest();
	if (hal->state == IN && hal->worker != 0) {
		hal->leaving = true;
		MUST(kill(hal->worker, SIGKILL) == 0, "no such worker");
		await_end(HAL);
	}
	wait_for_rest();
	ask_all();
}

static bool
has_group(const char *name)
{
	char pattern[64];

	(void)snprintf(pattern, sizeof(pattern), "group %s * ...", name);
	return has(ADA, pattern) || has(CEM, pattern);
}

/*
 * A HUP brings the new configuration into force, or the old one stays, but
 * whole. Returns whether it is the new one.
 */
static bool
reload(void)
{
	char text[4 * SCRATCH_PATH];
	bool done;

	(void)snprintf(text, sizeof(text),
	    LIFE "listen %s\nlisten 127.0.0.1:0\nlisten %s\n"
		 "group new-a\ngroup new-b\ngroup new-c\n",
	    story.path, story.later);
	scratch_write(story.server->config, text);
	server_signal(story.server, SIGHUP);
	done = log_says("reload: done");
	ask_all();
	ask(ADA, "groups", "ok groups *");
	const int old = has_group("old-a") + has_group("old-b");
	const int new =
	    has_group("new-a") + has_group("new-b") + has_group("new-c");
	MUST(story.guest[ADA].state != IN || (old == 2 && new == 0) ||
		(old == 0 && new == 3),
	    "the configuration is a mixture");
	return done || new > 0;
}

static void
end_some(bool reloaded)
{
	come(JAN, reloaded ? story.later : story.path, false);
	introduce(JAN);
	ask(JAN, "join all", "join * all jan");
	server_signal(story.server, SIGUSR1);
	(void)log_says("memory: ...");
	story.guest[IVO].leaving = true;
	ask(IVO, "quit enough", "bye quit ...");
	await_end(IVO);
	ask(JAN, "send all well", "msg * all jan well");
	ask_all();
}

/* No more of them than in a story without a fault, in which none are lost. */
static void
check_descriptors(void)
{
	const usec end = deadline();
	long rest;

	wait_for_rest();
	if (story.board->fault.last == 0)
		story.board->at_rest = story.at_rest + LISTENER_FDS;
	do {
		(void)read_all(3 * MSEC);
		rest = descriptors();
		MUST(!deadline_passed(end), "%ld descriptors at rest, not %ld",
		    rest, story.board->at_rest);
	} while (rest > story.board->at_rest);
}

/* The server removes its files, unless a call failed that this needs. */
static void
check_files(void)
{
	const char *const made[] = { story.path, story.later, story.pid_file };
	const enum call call = story.board->fault.call;

	if (call == CALL_fstat || call == CALL_fstatat || call == CALL_open ||
	    call == CALL_unlinkat)
		return;
	for (size_t i = 0; i < COUNT(made); i++)
		MUST(access(made[i], F_OK) != 0, "%s is left", made[i]);
}

/*
 * What fails behind the rehearsal, in the program that takes over, may end the
 * server; it says why.
 */
static bool
has_ended_in_upgrade(int status)
{
	return is_hit() && (status == EX_OSERR || status == EX_DATAERR) &&
	    server_logged(story.server, "upgrade: rehearsed") >
	    server_logged(story.server, "upgrade: done ...") &&
	    server_logged(story.server, "forkcastd: ...") > 0;
}

/* Returns whether the server was there until then. */
static bool
stop(void)
{
	const usec end = deadline();

	for (size_t i = 0; i < GUESTS; i++) {
		story.guest[i].leaving = true;
		story.guest[i].stayed = story.guest[i].state == IN;
	}
	server_signal(story.server, SIGTERM);
	for (size_t i = 0; i < GUESTS; i++)
		await_end(i);
	while (!proc_is_gone(story.pid) && !deadline_passed(end))
		(void)read_all(3 * MSEC);
	const int status = server_status(story.server);
	if (has_ended_in_upgrade(status))
		return false;
	MUST(status == 0, "it ended with status %d", status);
	(void)log_says("stopped");
	MUST(workers() == 0, "a worker is left");
	check_files();
	return true;
}

/* --- What must be true -----------------------------------------------------
 */

/* The guest's next message or join of the group "all"; null: none. */
static const char *
next_of_all(const struct guest *guest, size_t *at)
{
	while (*at < guest->lines) {
		const char *line = guest->line[(*at)++];
		if (pattern_matches("msg * all ...", str_from(line)) ||
		    pattern_matches("join * all ...", str_from(line)))
			return line;
	}
	return NULL;
}

/*
 * What anybody has heard in the group, from its join on, is what the first who
 * was there has: who was lost may miss the end.
 */
static void
check_all(const struct guest *guest)
{
	const struct guest *ada = &story.guest[ADA];
	size_t at = 0, ada_at = 0;
	const char *line = next_of_all(guest, &at), *want;

	if (line == NULL || !ada->told || strncmp(line, "join ", 5) != 0)
		return;
	while ((want = next_of_all(ada, &ada_at)) != NULL &&
	    strcmp(want, line) != 0)
		continue;
	while (line != NULL && want != NULL && strcmp(line, want) == 0) {
		line = next_of_all(guest, &at);
		want = next_of_all(ada, &ada_at);
	}
	MUST(line == NULL && (want == NULL || !guest->told),
	    "%s has \"%s\" in place of \"%s\"", name_of(guest),
	    line != NULL ? line : "nothing", want != NULL ? want : "nothing");
}

/* A client that was there at the end must have got the reason. */
static void
check_losses(void)
{
	const bool harmless =
	    spec_is_harmless(&story.board->fault) || !is_hit();
	size_t lost = 0;

	for (size_t i = 0; i < GUESTS; i++)
		lost += story.guest[i].state == LOST ||
		    (story.guest[i].stayed && !story.guest[i].told);
	MUST(lost <= (harmless ? 0 : 1), "%zu guests were lost", lost);
}

/* A line that nothing is to be found in at the end. */
static const char *const alarms[] = { "Sanitizer", "runtime error", "Assertion",
	"signal 4", "signal 6", "signal 7", "signal 8", "signal 11",
	"signal 31" };

void
story_play(struct board *board, int board_fd)
{
	story.board = board;
	make_server(board_fd);
	if (!open_doors()) {
		check_refusal();
		return;
	}
	come_in();
	talk();
	overwhelm();
	upgrade();
	crash();
	end_some(reload());
	check_descriptors();
	const bool stayed = stop();
	for (size_t i = 0; i < GUESTS; i++)
		io_close(&story.guest[i].fd);
	if (!stayed)
		return;
	for (size_t i = 0; i < GUESTS; i++)
		check_all(&story.guest[i]);
	check_losses();
	for (size_t i = 0; i < COUNT(alarms); i++)
		MUST(strstr(server_log(story.server), alarms[i]) == NULL,
		    "the log says \"%s\"", alarms[i]);
}
