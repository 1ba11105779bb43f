/* The server that is graded: see subject.h. */
#include "subject.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "kernel_view.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "trial.h"
#include "wait.h"

#define COMMAND_SIZE 1024
#define FIRST_PORT 10000
#define PORTS 20000 /* from there on; the system gives others to clients */
#define STARTS 3 /* tries, for a port can be taken at any moment */
#define DESCRIPTORS 2048 /* for our clients */
#define POLITENESS (300 * MSEC)
#define CPU_SECONDS 120
#define FILE_BYTES (256 * 1024 * 1024)

static struct {
	pid_t root; /* the process that we have started; 0: none */
	pid_t main;
	uint16_t port;
	int output; /* a file without a name */
	int status; /* of main or root, once it has ended */
	bool ended, may_end;
	rlim_t descriptors; /* our own limit at first, which it has, too */
} subject = { .output = -1 };

static const char *
find_port_word(const char *command)
{
	const size_t len = strlen(SUBJECT_PORT);
	const char *at = command;

	while ((at = strstr(at, SUBJECT_PORT)) != NULL) {
		const bool begins = at == command || !isalnum((int)at[-1]);
		if (begins && !isalnum((int)at[len]))
			return at;
		at += len;
	}
	return NULL;
}

bool
subject_command_fits(const char *command)
{
	return find_port_word(command) != NULL &&
	    strlen(command) < COMMAND_SIZE / 2;
}

uint16_t
subject_port(void)
{
	return subject.port;
}

/* Returns whether nobody has the port. */
static bool
is_free(uint16_t port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
		.sin_port = htons(port) };
	const int yes = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool free = fd != -1 &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0;

	addr.sin_addr.s_addr = htonl(INADDR_ANY);
	free =
	    free && bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0;
	io_close(&fd);
	return free;
}

/* Chooses a port that is free, and other ones for other processes. */
static void
choose_port(void)
{
	static unsigned next;

	if (next == 0)
		next = (unsigned)getpid() * 37U;
	for (unsigned tries = 0; tries < PORTS; tries++) {
		subject.port = (uint16_t)(FIRST_PORT + next++ % PORTS);
		if (is_free(subject.port))
			return;
	}
	die(EX_OSERR, "no port is free");
}

/* Returns how many processes a user other than root may have with it. */
static rlim_t
processes_allowed(void)
{
	struct stat status;
	char path[300];
	rlim_t count = 0;
	const struct dirent *entry;
	DIR *all = geteuid() != 0 ? opendir("/proc") : NULL;

	while (all != NULL && (entry = readdir(all)) != NULL) {
		(void)snprintf(path, sizeof(path), "/proc/%s", entry->d_name);
		count += stat(path, &status) == 0 && status.st_uid == getuid();
	}
	if (all != NULL)
		(void)closedir(all);
	return 2 * count + SUBJECT_PROCESSES; /* some have threads */
}

/* In the child. A limit that cannot be set is lower already. */
static void
limit(int resource, rlim_t most)
{
	struct rlimit limits;

	if (getrlimit(resource, &limits) != 0)
		return;
	if (limits.rlim_max > most)
		limits.rlim_max = most;
	if (limits.rlim_cur > limits.rlim_max)
		limits.rlim_cur = limits.rlim_max;
	(void)setrlimit(resource, &limits);
}

/* Sets up the child as a shell would, and its limits. */
static void
prepare(rlim_t processes)
{
	const struct sigaction plain = { .sa_handler = SIG_DFL };
	struct rlimit limits;

	(void)setsid(); /* it is a child, and leads no group */
	for (int number = 1; number < 32; number++)
		(void)sigaction(number, &plain, NULL); /* not for KILL, STOP */
	family_begin();
	if (getrlimit(RLIMIT_NOFILE, &limits) == 0) {
		limits.rlim_cur = subject.descriptors;
		(void)setrlimit(RLIMIT_NOFILE, &limits); /* it is lower */
	}
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, CPU_SECONDS);
	limit(RLIMIT_FSIZE, FILE_BYTES);
#ifdef RLIMIT_NPROC
	if (geteuid() != 0)
		limit(RLIMIT_NPROC, processes);
#endif
}

static void
run(const char *command, rlim_t processes)
{
	char line[COMMAND_SIZE];
	const char *port = find_port_word(command);
	const int null = open("/dev/null", O_RDONLY);

	(void)snprintf(line, sizeof(line), "exec %.*s%u%s",
	    (int)(port - command), command, (unsigned)subject.port,
	    port + strlen(SUBJECT_PORT));
	prepare(processes);
	if (dup2(null, 0) == -1 || dup2(subject.output, 1) == -1 ||
	    dup2(subject.output, 2) == -1 || !io_close_from(3))
		_exit(126);
	(void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
	_exit(127);
}

/* Lets this process have many clients. */
static void
raise_descriptors(void)
{
	struct rlimit limits;

	if (getrlimit(RLIMIT_NOFILE, &limits) != 0)
		return;
	subject.descriptors = limits.rlim_cur;
	if (limits.rlim_cur < DESCRIPTORS)
		limits.rlim_cur = limits.rlim_max < DESCRIPTORS ?
		    limits.rlim_max :
		    DESCRIPTORS;
	(void)setrlimit(RLIMIT_NOFILE, &limits);
}

static void
spawn(const char *command)
{
	static rlim_t processes;
	char path[] = "/tmp/grade-XXXXXX";

	if (processes == 0) {
		processes = processes_allowed();
		raise_descriptors();
	}
	io_close(&subject.output);
	subject.output = mkstemp(path);
	if (subject.output == -1 || unlink(path) != 0 ||
	    fcntl(subject.output, F_SETFL, O_APPEND) == -1)
		die_errno(EX_CANTCREAT, "%s", path);
	subject.main = 0;
	subject.ended = subject.may_end = false;
	subject.root = fork();
	if (subject.root == -1)
		die_errno(EX_OSERR, "fork");
	if (subject.root == 0)
		run(command, processes);
}

static bool
can_connect(void)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
		.sin_port = htons(subject.port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	const bool can = fd != -1 &&
	    connect(fd, (const struct sockaddr *)&addr, sizeof(addr)) == 0;
	io_close(&fd);
	return can;
}

static bool
listens(const void *unused)
{
	(void)unused;
	return kernel_view_opens() ? kernel_view_listens(subject.port) :
				     can_connect();
}

/* Returns the first in the family that has the socket, less that process. */
static pid_t
find_holder(unsigned long inode, pid_t but)
{
	const struct family *all = family_look();

	for (size_t i = 0; i < all->count && inode != 0; i++)
		if (all->member[i].pid != but &&
		    kernel_view_holds(all->member[i].pid, inode))
			return all->member[i].pid;
	return 0;
}

/* Parents come before their children there. */
static void
find_main(void)
{
	const struct family *all;

	subject.main = find_holder(kernel_view_inode(subject.port, 0), 0);
	if (subject.main != 0)
		return;
	/* Its files cannot be seen: the process that we have started, or, if
	 * that has ended, the one that we have inherited. */
	all = family_look();
	subject.main = all->count > 0 ? all->member[0].pid : subject.root;
}

/* Returns whether nothing is left of it. */
static bool
has_ended(void)
{
	(void)subject_lives();
	return family_look()->count == 0;
}

void
subject_start(const char *command)
{
	char output[TRIAL_TEXT / 2];
	bool listening = false;

	for (int tries = 0; tries < STARTS && !listening; tries++) {
		choose_port();
		spawn(command);
		subject.may_end = true; /* the first process of a daemon */
		listening = wait_for(listens, NULL);
		if (!listening && (!has_ended() || !subject_end()))
			break;
	}
	subject.may_end = false;
	trial_expects("the server listens on the port it is given");
	if (listening) {
		find_main();
		return;
	}
	subject_output(output, sizeof(output));
	trial_saw("nothing listens on 127.0.0.1:%u; the server printed \"%s\"",
	    (unsigned)subject.port, output);
}

pid_t
subject_main(void)
{
	return subject.main;
}

pid_t
subject_child_of(uint16_t client)
{
	return find_holder(
	    kernel_view_inode(subject.port, client), subject.main);
}

/* Reaps what has ended: the server's processes, if they are orphans, too. */
static void
reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == subject.main) {
			subject.ended = true;
			subject.status = status;
		}
	if (subject.main != 0 && kill(subject.main, 0) != 0)
		subject.ended = subject.ended || errno == ESRCH;
}

static void
tell_end(void)
{
	char output[TRIAL_TEXT / 2];

	subject_output(output, sizeof(output));
	if (WIFSIGNALED(subject.status))
		trial_saw("signal %d (%s) ended the server; it printed "
			  "\"%s\"",
		    WTERMSIG(subject.status),
		    strsignal(WTERMSIG(subject.status)), output);
	else
		trial_saw("the server exited with status %d; it printed "
			  "\"%s\"",
		    WEXITSTATUS(subject.status), output);
}

bool
subject_lives(void)
{
	reap();
	if (!subject.ended || subject.may_end)
		return true;
	tell_end();
	return false;
}

/* Finds a fault if there are too many processes. */
static const struct family *
look(void)
{
	const struct family *all = family_look();

	if (all->crowded || all->count > SUBJECT_PROCESSES)
		trial_saw(
		    "the server has more than %d processes", SUBJECT_PROCESSES);
	return all;
}

bool
subject_is_quiet(void)
{
	return !family_runs(look());
}

void
subject_is_modest(void)
{
	(void)look();
}

void
subject_may_end(void)
{
	subject.may_end = true;
}

void
subject_output(char *text, size_t size)
{
	struct stat status;
	off_t from;
	ssize_t len = -1;

	if (subject.output != -1 && fstat(subject.output, &status) == 0) {
		from = status.st_size - (off_t)(size - 1);
		len =
		    pread(subject.output, text, size - 1, from > 0 ? from : 0);
	}
	for (ssize_t i = 0; i < len; i++)
		if (iscntrl((unsigned char)text[i]))
			text[i] = ' ';
	while (len > 0 && text[len - 1] == ' ')
		len--;
	text[len > 0 ? len : 0] = '\0';
}

/* Lets the server remove its files and System V objects. */
static void
ask_to_end(void)
{
	const usec end =
	    clock_mono() + (usec)((double)POLITENESS * deadline_patience());

	reap();
	if (subject.main == 0 || subject.ended ||
	    kill(subject.main, SIGTERM) != 0)
		return;
	(void)kill(subject.main, SIGCONT); /* if a trial has stopped it */
	while (!subject.ended && deadline_pause(end))
		reap();
}

bool
subject_end(void)
{
	ask_to_end();
	const bool gone = family_end(subject.root);

	subject.root = subject.main = 0;
	return gone;
}
