/* Crowds that bystanders suffer: see hostile_crowd.h. */
#include "hostile_crowd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"

#define READ_SIZE ((size_t)256 << 10)
#define EVENTS 256
#define SPARE_FILES 64

/* The crowds' nice value: elsewhere, they would not share its processors. */
#define LAST 19

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

static char input[READ_SIZE]; /* what came last, for hostile_await */

static void
raise_limit(size_t files)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		die_errno(EX_OSERR, "cannot ask how many files may be open");
	if (limit.rlim_cur < files)
		limit.rlim_cur = files;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		die_errno(EX_OSERR, "cannot open %zu files", files);
}

int
hostile_reach(const struct addr *addr)
{
	const int fd = socket(addr->to.any.sa_family, SOCK_STREAM, 0);

	if (fd == -1 || connect(fd, &addr->to.any, addr->len) != 0)
		die_errno(EX_UNAVAILABLE, "cannot connect");
	return fd;
}

void
hostile_say(int fd, struct str text)
{
	if (!io_write_all(fd, text.at, text.len))
		die_errno(EX_IOERR, "cannot write to the server");
}

void
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

int
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

	raise_limit(scene->idle + SPARE_FILES);
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

	raise_limit(scene->hostile + SPARE_FILES);
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

pid_t
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

void
hostile_end(pid_t pid)
{
	(void)kill(pid, SIGKILL); /* ours */
	(void)waitpid(pid, NULL, 0);
}
