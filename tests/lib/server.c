/* forkcastd under test: see server.h. */
#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "kernel.h"
#include "page.h"
#include "pattern.h"
#include "proc.h"
#include "shared/buf.h"
#include "shared/io.h"
#include "systemd.h"
#include "tests/servers/paced/page.h"

#define ARGUMENTS (2 * SETUP_LISTEN + SETUP_ARGS + 10)
#define CHILDREN 4096
#define TITLE_SIZE 256
#define PATTERN_SIZE 1024
#define CONFIG_SIZE 8192

/* Nothing that a test waits for has a timer of its own that long. */
#define ASLEEP (5 * SEC)

/* Looks at servers that do not run, in more than a second. */
#define RESTS 500

/* How much of a log explains a failure. */
#define EXPLAIN_LINES 60

static struct {
	struct server *first;
	unsigned count;
	void (*let_go)(void);
	bool explained; /* a failure */
	struct wanted *wanted;
} servers;

/* What a test has looked for in a log. */
struct wanted {
	struct wanted *next;
	char pattern[];
};

/* Lines that speak of a fault. Each that comes is named by the test. */
static const char *const complaints[] = { "broken: ...", "* cannot *",
	"* are lost*", "* not stored*", "* no progress *", "* no reply *",
	"* are not used*", "select: ..." };

/* The start of the last so many lines. */
static const char *
last_lines(const char *text, size_t len, size_t lines)
{
	const char *at = text + len;

	while (at > text && (at[-1] != '\n' || at == text + len || lines-- > 1))
		at--;
	return at;
}

/* Prints the lines up to the end, or only those of clients that were killed. */
static void
print_lines(const char *at, const char *end, bool only_killed)
{
	while (at < end) {
		const size_t len = strcspn(at, "\n");
		const struct str line = { at, len };
		if (!only_killed || pattern_matches("ended: * signal *", line))
			tap_note("| %.*s", (int)len, at);
		at += len + (at[len] == '\n');
	}
}

static void
explain(void)
{
	servers.explained = true;
	for (struct server *s = servers.first; s != NULL; s = s->next) {
		const char *log = server_log(s);
		const char *tail = last_lines(log, s->len, EXPLAIN_LINES);
		tap_note("the end of the log of server %ld, and who was killed "
			 "before:",
		    (long)s->pid);
		print_lines(log, tail, true);
		print_lines(tail, log + s->len, false);
		if (s->page == NULL || s->pid == 0)
			continue;
		const size_t before = s->len;
		tap_note("and what it waits for:");
		page_ask(s->page);
		log = server_log(s);
		print_lines(log + before, log + s->len, false);
	}
}

/* At exit: neither a server nor a worker outlives the test. */
static void
kill_all(void)
{
	if (tap_failures() > 0 && !servers.explained)
		explain();
	for (struct server *s = servers.first; s != NULL; s = s->next) {
		if (s->pid == 0)
			continue;
		(void)kill(-s->pid, SIGKILL);
		/* One that was not our child, a detached one, is gone too. */
		(void)waitpid(s->pid, NULL, 0);
	}
}

/* Neither the servers nor what else the test has started does anything. */
static bool
all_sleep(void)
{
	const long before = proc_times_run(getpid());
	usec left = ASLEEP;

	while (before != 0 && left > 0 && !server_any_runs() &&
	    proc_times_run(getpid()) == before) {
		pass_time(10 * MSEC);
		left -= 10 * MSEC;
	}
	return left == 0;
}

static struct server *
new_server(void)
{
	struct server *server = calloc(1, sizeof(*server));

	MUST(server != NULL, "out of memory");
	if (servers.count++ == 0) {
		must_explain_by(explain);
		must_sleep_by(all_sleep);
		/* Made here, so that it is removed behind the servers' end. */
		scratch_path(server->config, "unused");
		MUST(atexit(kill_all) == 0, "no room for atexit");
	}
	server->next = servers.first;
	servers.first = server;
	return server;
}

/* Does it say which file? Then not even the usual one is read. */
static bool
names_file(const struct setup *setup)
{
	for (size_t i = 0; i < SETUP_ARGS && setup->args[i] != NULL; i++)
		if (strcmp(setup->args[i], "-f") == 0)
			return true;
	return !setup->args_alone;
}

static void
make_arguments(const char *argv[ARGUMENTS], const char *program,
    const struct setup *setup, const struct server *server)
{
	size_t count = 0;

	argv[count++] = program;
	for (size_t i = 0; i < SETUP_LISTEN && !setup->args_alone; i++) {
		const char *address = setup->listen[i];
		if (address == NULL && i == 0 && !setup->file_listens &&
		    setup->sockets[0] == 0)
			address = "127.0.0.1:0";
		if (address != NULL) {
			argv[count++] = "-l";
			argv[count++] = address;
		}
	}
	if (!setup->args_alone) {
		argv[count++] = "-f";
		argv[count++] = server->config;
	}
	if (!names_file(setup) && !setup->usual_file) {
		argv[count++] = "-f";
		argv[count++] = "none";
	}
	if (setup->stays && geteuid() == 0) {
		argv[count++] = "-u";
		argv[count++] = "root";
	}
	if (setup->visible && geteuid() != 0) {
		argv[count++] = "-S";
		argv[count++] = "off";
	}
	for (size_t i = 0; i < SETUP_ARGS && setup->args[i] != NULL; i++)
		argv[count++] = setup->args[i];
	argv[count] = NULL;
}

#ifdef __linux__
#include <sys/prctl.h>

static void
die_with_the_test(void)
{
	/* Only a safety net; the cleaning at exit does not depend on it. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
}
#else
static void
die_with_the_test(void)
{
}
#endif

/* In the child: the state in which a shell would start it. */
static void
prepare_child(const struct setup *setup, int log)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigset_t none;
	const int null = open("/dev/null", O_RDWR);

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)sigaction(SIGINT, &plain, NULL);
	(void)sigaction(SIGQUIT, &plain, NULL);
	(void)sigaction(SIGPIPE, &plain, NULL);
	if (setup->ignores)
		(void)signal(SIGCHLD, SIG_IGN); /* cannot fail for SIGCHLD */
	(void)setpgid(0, 0);
	die_with_the_test();
	if (dup2(null, 0) == -1 || dup2(log, 1) == -1 || dup2(log, 2) == -1)
		_exit(126);
	(void)close(null);
	systemd_hand_over(setup->sockets, SETUP_LISTEN, setup->socket_names);
	if (!kernel_lacks(setup->lacks))
		_exit(126);
}

static void
program_path(char path[SCRATCH_PATH], const struct setup *setup)
{
	const char *program = setup->program;
	const char *build = getenv("FORKCAST_BUILD");
	const int len = setup->exec != NULL ?
	    snprintf(path, SCRATCH_PATH, "%s", setup->exec) :
	    snprintf(path, SCRATCH_PATH, "%s/%s",
		build != NULL ? build : "build",
		program != NULL	 ? program :
		    setup->paced ? "tests/servers/paced/forkcastd" :
				   "forkcastd");

	MUST(len > 0 && len < SCRATCH_PATH, "FORKCAST_BUILD is too long");
	if (setup->exec != NULL)
		return;
	MUST(access(path, X_OK) == 0, "cannot run %s: %s", path,
	    strerror(errno));
}

/* True if the configuration has that key at the beginning of a line. */
static bool
names_key(const char *text, const char *key)
{
	const size_t len = strlen(key);

	for (const char *at = text; (at = strstr(at, key)) != NULL; at += len)
		if ((at == text || at[-1] == '\n') && at[len] == ' ')
			return true;
	return false;
}

/*
 * Tests say as much as they like, and as slowly as the machine has them do it,
 * unless their configuration sets a limit to that. It is lifted behind their
 * text, so that the numbers of its lines stay.
 */
void
server_configure(const struct server *server, const char *text)
{
	static const struct {
		const char *key;
		const char *value;
	} limits[] = { { "line_rate", "0" }, { "byte_rate", "0" },
		{ "change_rate", "0" }, { "max_per_user", "0" },
		{ "max_made", "0" }, { "password_time", "0" },
		{ "hello_time", "0" }, { "chunk_time", "600" },
		{ "stall_time", "3600" }, { "hold_time", "600" },
		{ "ping_time", "600" }, { "grace", "20" } };
	char all[CONFIG_SIZE];
	struct buf config;
	bool fits;

	buf_init(&config, all, sizeof(all) - 1);
	if (text == NULL)
		text = "";
	fits = BUF_CAT(&config, str_from(text), STR("\n"));
	for (size_t i = 0; i < COUNT(limits); i++)
		if (!names_key(text, limits[i].key))
			fits = fits &&
			    BUF_CAT(&config, str_from(limits[i].key), STR(" "),
				str_from(limits[i].value), STR("\n"));
	MUST(fits, "the configuration is longer than %d bytes", CONFIG_SIZE);
	all[buf_len(&config)] = '\0';
	scratch_write(server->config, all);
}

/* The default, in the directory of scratch.h. */
static void
name_control(struct server *server)
{
	char name[64];

	(void)snprintf(name, sizeof(name), "control.%ld", (long)server->pid);
	scratch_path(server->control, name);
}

struct server *
server_spawn(const struct setup *setup)
{
	static const struct setup zeroes;
	struct server *server = new_server();
	const char *argv[ARGUMENTS];
	char program[SCRATCH_PATH];
	char name[32];
	char path[SCRATCH_PATH];

	if (setup == NULL)
		setup = &zeroes;
	program_path(program, setup);
	(void)snprintf(name, sizeof(name), "conf-%u", servers.count);
	scratch_path(server->config, name);
	server_configure(server, setup->config);
	(void)snprintf(name, sizeof(name), "log-%u", servers.count);
	scratch_path(path, name);
	const int flags = O_CREAT | O_CLOEXEC | O_APPEND;
	int log = open(path, O_WRONLY | flags, 0600);
	server->log = open(path, O_RDONLY | O_CLOEXEC);
	MUST(log != -1 && server->log != -1, "cannot open %s", path);

	make_arguments(argv, program, setup, server);
	if (setup->paced) {
		server->page = page_make(path);
		server->page->alone = setup->alone;
	}
	server->pid = fork();
	MUST(server->pid != -1, "cannot fork: %s", strerror(errno));
	if (server->pid == 0) {
		prepare_child(setup, log);
		if (setup->paced && !page_give(server->page, path, PAGE_SERVER))
			_exit(126);
		/* execvp takes the strings as they are; it never writes. */
		(void)execvp(program, (char *const *)(const void *)argv);
		_exit(127);
	}
	server->was = server->pid;
	name_control(server);
	/* Done on both sides: whoever comes first, the group is there. */
	(void)setpgid(server->pid, server->pid);
	io_close(&log);
	return server;
}

const char *
server_log(struct server *server)
{
	char room[4096];
	ssize_t count;

	do {
		count = io_read(server->log, room, sizeof(room));
		const size_t more = count > 0 ? (size_t)count : 0;
		char *text = realloc(server->text, server->len + more + 1);
		MUST(text != NULL, "out of memory");
		memcpy(text + server->len, room, more);
		server->text = text;
		server->len += more;
		text[server->len] = '\0';
	} while (count > 0);
	return server->text;
}

/* The next whole line of what has been read of the log, behind *at. */
static bool
next_line(const struct server *server, size_t *at, struct str *line)
{
	const char *start = server->text + *at;
	const char *end = strchr(start, '\n');

	if (end == NULL)
		return false;
	*line = (struct str) { start, (size_t)(end - start) };
	*at += line->len + 1;
	return true;
}

static bool
is_dead(struct server *server)
{
	if (server->pid == 0)
		return true;
	if (waitpid(server->pid, &server->status, WNOHANG) != server->pid)
		return false;
	server->pid = 0;
	return true;
}

size_t
server_pace_at(const char *where, const struct server *server, usec time)
{
	return page_pace_at(where, server->page, server->pid, time);
}

void
server_pace_later(struct server *server, usec time)
{
	page_pace_later(server->page, time);
}

bool
server_is_behind(const struct server *server)
{
	return page_is_behind(server->page);
}

void
server_leap(struct server *server, usec time)
{
	page_leap(server->page, time);
}

static void
remember(const char *pattern)
{
	const size_t size = strlen(pattern) + 1;
	struct wanted *wanted = malloc(sizeof(*wanted) + size);

	MUST(wanted != NULL, "out of memory");
	memcpy(wanted->pattern, pattern, size);
	wanted->next = servers.wanted;
	servers.wanted = wanted;
}

/* The next matching line, waited for; false if it does not come. */
static bool
find_line(struct server *server, const char *pattern, struct str *line)
{
	const usec end = deadline();
	bool dead;

	remember(pattern);
	do {
		dead = is_dead(server);
		(void)server_log(server);
		while (next_line(server, &server->seen, line))
			if (pattern_matches(pattern, *line))
				return true;
	} while (!dead && deadline_pause(end));
	return false;
}

void
server_expect_at(
    const char *where, struct server *server, const char *format, ...)
{
	char pattern[PATTERN_SIZE];
	struct str line;
	va_list values;

	va_start(values, format);
	(void)vsnprintf(pattern, sizeof(pattern), format, values);
	va_end(values);
	if (!find_line(server, pattern, &line))
		must_end(where, "the server did not log \"%s\"", pattern);
}

size_t
server_logged(struct server *server, const char *pattern)
{
	struct str line;
	size_t at = 0;
	size_t count = 0;

	remember(pattern);
	(void)server_log(server);
	while (next_line(server, &at, &line))
		count += pattern_matches(pattern, line);
	return count;
}

/* Drops the mark at the end of the line, if it is there. */
static void
drop_mark(struct str *line, struct str mark)
{
	if (line->len > mark.len &&
	    memcmp(line->at + line->len - mark.len, mark.at, mark.len) == 0)
		line->len -= mark.len;
}

/* One for proxies has a mark behind. */
static void
learn_address(struct server *server, struct str line)
{
	const struct str label = STR("listening on ");

	drop_mark(&line, STR(" (proxy)"));
	drop_mark(&line, STR(" (forwarded)"));
	const size_t len = line.len - label.len;
	MUST(server->addresses < SETUP_LISTEN && len < ADDR_TEXT,
	    "more or longer addresses than were asked for");
	memcpy(server->address[server->addresses], line.at + label.len, len);
	server->address[server->addresses++][len] = '\0';
}

/*
 * The children but the nursery, in memory of their own that lasts until the
 * next call.
 */
static size_t
workers_of(const struct server *server, const pid_t **workers)
{
	static pid_t children[CHILDREN];
	const size_t count = proc_children(server->pid, children, CHILDREN);
	char title[TITLE_SIZE];
	size_t found = 0;

	*workers = children;
	for (size_t i = 0; i < count && i < CHILDREN; i++) {
		proc_title(children[i], title, sizeof(title));
		if (strcmp(title, "forkcastd: nursery") != 0 &&
		    strcmp(title, "forkcastd: child") != 0)
			children[found++] = children[i];
	}
	return found;
}

/* How many of its children are no workers, and stay? */
static size_t
helpers_of(const struct server *server)
{
	const pid_t *workers;
	const size_t count = workers_of(server, &workers);
	size_t helpers = 0;
	char title[TITLE_SIZE];

	for (size_t i = 0; i < count; i++) {
		proc_title(workers[i], title, sizeof(title));
		helpers += strcmp(title, "forkcastd: keeper") == 0 ||
		    strcmp(title, "forkcastd: journal") == 0;
	}
	return helpers;
}

/*
 * Compares its descriptors later with those that it has, unless a child ends,
 * or is the shell that reads the users of this machine.
 */
static void
count_descriptors(struct server *server)
{
	const pid_t *workers;
	char title[TITLE_SIZE];

	server->descriptors = proc_descriptors(server->pid);
	server->children = workers_of(server, &workers);
	server->helpers = helpers_of(server);
	for (size_t i = 0; i < server->children; i++) {
		proc_title(workers[i], title, sizeof(title));
		if (title[0] == '\0' || strcmp(title, "sh") == 0)
			server->descriptors = 0;
	}
}

void
server_await(struct server *server)
{
	struct str line = { NULL, 0 };
	size_t at = 0;

	MUST(find_line(server, "ready", &line), "the server is not ready");
	while (at < server->seen && next_line(server, &at, &line))
		if (pattern_matches("listening on ...", line))
			learn_address(server, line);
	MUST(server->addresses > 0, "the server said no address");
	if (server->page != NULL)
		(void)server_pace(server, 0);
	server->seen_ready = server->seen;
	count_descriptors(server);
}

struct server *
server_start(const struct setup *setup)
{
	struct server *server = server_spawn(setup);

	server_await(server);
	return server;
}

void
server_signal(const struct server *server, int signal)
{
	siginfo_t info;

	MUST(server->pid > 0 && kill(server->pid, signal) == 0,
	    "cannot send signal %d to the server", signal);
	/* It stops a little later, which only its parent can wait for. */
	if (signal == SIGSTOP)
		(void)waitid(P_PID, (id_t)server->pid, &info,
		    WSTOPPED | WEXITED | WNOWAIT);
}

void
server_reload_at(const char *where, struct server *server, const char *config)
{
	server_configure(server, config);
	server_signal(server, SIGHUP);
	server_expect_at(where, server, "reload: done");
}

int
server_status(struct server *server)
{
	const usec end = deadline();

	while (!is_dead(server))
		MUST(deadline_pause(end), "the server does not end");
	(void)server_log(server);
	return WIFEXITED(server->status) ? WEXITSTATUS(server->status) :
					   ENDED_BY(WTERMSIG(server->status));
}

void
server_let_go_by(void (*let_go)(void))
{
	servers.let_go = let_go;
}

static bool
is_named(struct str line)
{
	const struct wanted *wanted = servers.wanted;

	while (wanted != NULL && !pattern_matches(wanted->pattern, line))
		wanted = wanted->next;
	return wanted != NULL;
}

static void
expect_no_complaint(const char *where, struct server *server)
{
	struct str line;
	size_t at = 0;

	while (next_line(server, &at, &line))
		for (size_t i = 0; i < COUNT(complaints); i++)
			if (pattern_matches(complaints[i], line) &&
			    !is_named(line))
				must_end(where, "nobody expected \"%.*s\"",
				    (int)line.len, line.at);
}

/* Waits until it has no more descriptors, or does nothing any more. */
static long
descriptors_at_rest(const struct server *server)
{
	const usec end = deadline();
	long has;

	for (int rests = 0;
	     (has = proc_descriptors(server->pid)) > server->descriptors &&
	     rests < RESTS && deadline_pause(end);)
		rests += !server_any_runs();
	return has;
}

/*
 * The clients go; then it has no more descriptors than when it was ready, a
 * second later, for those that were turned away linger. Nothing is known if it
 * listens elsewhere, drains or ends already, a helper came or went, or a client
 * has to wait for what the test does not do.
 */
static void
expect_no_leak(const char *where, struct server *server)
{
	const char *log = server_log(server) + server->seen_ready;
	const pid_t *workers;
	long has;

	if (server->descriptors <= 0 || strstr(log, "listening") != NULL ||
	    strstr(log, "draining") != NULL)
		return;
	if (servers.let_go != NULL)
		servers.let_go();
	if (helpers_of(server) != server->helpers)
		return;
	has = descriptors_at_rest(server);
	if (has <= server->descriptors ||
	    workers_of(server, &workers) != server->children)
		return;
	if (server->page != NULL) {
		(void)server_pace_at(where, server, SEC);
		has = descriptors_at_rest(server);
	}
	if (has > server->descriptors)
		must_end(where, "when all have gone: %ld descriptors, not %ld",
		    has, server->descriptors);
}

void
server_stop_at(const char *where, struct server *server)
{
	server_stop_late_at(where, server, 0);
}

void
server_stop_late_at(const char *where, struct server *server, usec time)
{
	const pid_t pid = server->pid;
	pid_t child;

	if (time == 0)
		expect_no_leak(where, server);
	server_signal(server, SIGTERM);
	server_expect_at(where, server, "stopping: ...");
	if (servers.let_go != NULL)
		servers.let_go();
	if (time > 0)
		(void)server_pace_at(where, server, time);
	const int status = server_status(server);
	if (status != 0)
		must_end(where, "the server ended with %d", status);
	if (server_logged(server, "stopped") != 1)
		must_end(where, "the server did not log \"stopped\"");
	if (proc_children(pid, &child, 1) != 0)
		must_end(where, "worker %ld is left", (long)child);
	if (strstr(server_log(server), "Sanitizer") != NULL ||
	    strstr(server_log(server), "runtime error") != NULL)
		must_end(where, "a sanitizer has found a fault");
	expect_no_complaint(where, server);
}

void
server_refuses_at(const char *where, const struct setup *setup, int status,
    const char *format, ...)
{
	char pattern[PATTERN_SIZE];
	struct server *server = server_spawn(setup);
	va_list values;

	va_start(values, format);
	(void)vsnprintf(pattern, sizeof(pattern), format, values);
	va_end(values);
	const int got = server_status(server);
	if (got != status)
		must_end(where, "exit status %d, not %d", got, status);
	const bool silent = server->len == 0;
	if (pattern[0] == '\0' ? !silent : server_logged(server, pattern) == 0)
		must_end(where, "it did not say \"%s\"", pattern);
}

void
server_pace_all(struct server *server, usec time)
{
	const usec end = deadline();
	const pid_t *workers;
	const size_t count = workers_of(server, &workers);
	const _Atomic unsigned *there = page_pass_later(server->page, time);

	/* One that was about to end may have ended. */
	while (atomic_load(there) < 1 + count &&
	    atomic_load(there) < 1 + workers_of(server, &workers))
		MUST(deadline_pause(end), "time does not pass for all");
}

pid_t
server_worker_at(
    const char *where, const struct server *server, const char *name)
{
	const usec end = deadline();
	char pattern[TITLE_SIZE];
	char title[TITLE_SIZE];
	pid_t workers[CHILDREN];

	(void)snprintf(pattern, sizeof(pattern), "forkcastd: %s ...", name);
	do {
		const size_t count =
		    proc_children_soon(server->pid, workers, CHILDREN);
		for (size_t i = 0; i < count; i++) {
			proc_title(workers[i], title, sizeof(title) - 1);
			memcpy(title + strlen(title), " ", 2); /* at the end */
			if (pattern_matches(pattern, str_from(title)))
				return workers[i];
		}
	} while (deadline_pause(end));
	must_end(where, "no process has the title \"%s\"", pattern);
}

void
server_signal_worker(const struct server *server, const char *name, int signal)
{
	MUST(signal > 0 && kill(server_worker(server, name), signal) == 0,
	    "cannot send signal %d to %s", signal, name);
}

bool
server_any_runs(void)
{
	const pid_t *workers;

	for (struct server *s = servers.first; s != NULL; s = s->next) {
		if (s->pid == 0)
			continue;
		if (proc_runs(s->pid))
			return true;
		for (size_t i = workers_of(s, &workers); i > 0; i--)
			if (proc_runs(workers[i - 1]))
				return true;
	}
	return false;
}

void
server_await_rest_at(const char *where)
{
	const usec end = deadline();

	/* One look at all of them is not one moment: who slept may be woken. */
	while (server_any_runs() || server_any_runs())
		if (!deadline_pause(end))
			must_end(where, "the servers do not come to rest");
}

void
server_expect_workers_at(
    const char *where, const struct server *server, size_t count)
{
	const usec end = deadline();
	const pid_t *workers;
	size_t found;

	while ((found = workers_of(server, &workers)) != count)
		if (!deadline_pause(end))
			must_end(where, "%zu workers, not %zu", found, count);
}

size_t
server_memory(struct server *server)
{
	struct str line = { NULL, 0 };

	server_signal(server, SIGUSR1);
	MUST(find_line(server, "memory: * bytes", &line),
	    "the server logged no summary");
	return (size_t)strtoull(line.at + strlen("memory: "), NULL, 10);
}
