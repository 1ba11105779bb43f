/* Queries the system about other processes: see proc.h. */
#define _GNU_SOURCE /* syscall */
#include "proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define PATH_SIZE 64
#define STATUS_SIZE 8192
#define LIST_SIZE 32768
#define FAMILY 1024 /* children of one process */
#define READS_MOST 100 /* of a list that changes all the time */

/* A search in the list of all processes. */
struct search {
	pid_t parent;
	pid_t *children;
	size_t max;
	size_t found;
};

bool
proc_is_there(void)
{
	return access("/proc/self/status", R_OK) == 0;
}

static void
path_of(char path[PATH_SIZE], pid_t pid, const char *name)
{
	(void)snprintf(path, PATH_SIZE, "/proc/%ld/%s", (long)pid, name);
}

size_t
proc_read(pid_t pid, const char *name, char *text, size_t size)
{
	char path[PATH_SIZE];
	size_t len = 0;
	ssize_t count;

	path_of(path, pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd != -1 && len < size - 1 &&
	    (count = io_read(fd, text + len, size - 1 - len)) > 0)
		len += (size_t)count;
	io_close(&fd);
	text[len] = '\0';
	return len;
}

long
proc_status(pid_t pid, const char *field)
{
	char text[STATUS_SIZE];
	const size_t len = strlen(field);

	if (proc_read(pid, "status", text, sizeof(text)) == 0)
		return -1;
	for (const char *line = text; line != NULL;) {
		if (strncmp(line, field, len) == 0 && line[len] == ':')
			return strtol(line + len + 1, NULL, 10);
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return -1;
}

/* The process's state as a letter: Z is a zombie; 0 if there is none. */
static char
state_of(pid_t pid, pid_t *parent)
{
	char text[STATUS_SIZE];
	char state;
	long ppid;

	if (proc_read(pid, "stat", text, sizeof(text)) == 0)
		return 0;
	/* The name stands in parentheses and may hold anything, ")" too. */
	const char *rest = strrchr(text, ')');
	if (rest == NULL || sscanf(rest + 1, " %c %ld", &state, &ppid) != 2)
		return 0;
	*parent = (pid_t)ppid;
	return state;
}

bool
proc_runs(pid_t pid)
{
	pid_t parent;
	const char state = state_of(pid, &parent);

	return state == 'R' || state == 'D';
}

static void
consider(struct search *search, pid_t pid, pid_t parent, char state)
{
	if (state != 0 && state != 'Z' && parent == search->parent &&
	    search->found < search->max)
		search->children[search->found++] = pid;
}

static void
search_proc(struct search *search)
{
	DIR *directory = opendir("/proc");
	struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		pid_t parent = 0;
		if (pid > 0) {
			const char state = state_of(pid, &parent);
			consider(search, pid, parent, state);
		}
	}
	if (directory != NULL)
		(void)closedir(directory);
}

/*
 * Reads the kernel's list of a process's children, with those that are dead;
 * false if there is none, which an empty one is not.
 */
static bool
read_list(pid_t parent, char *text, size_t size)
{
	char name[PATH_SIZE], path[PATH_SIZE];

	(void)snprintf(name, sizeof(name), "task/%ld/children", (long)parent);
	if (proc_read(parent, name, text, size) > 0)
		return true;
	path_of(path, parent, name);
	return access(path, R_OK) == 0;
}

/*
 * Searches this list, which can lack some while others end: so it must be the
 * same twice. False if there is none, or it does not stay the same.
 */
static bool
search_list(struct search *search)
{
	char text[2][LIST_SIZE];
	bool is_there = read_list(search->parent, text[0], sizeof(text[0]));
	unsigned i = 0;

	for (unsigned tries = 0; tries == 0 || strcmp(text[0], text[1]) != 0;
	     tries++) {
		if (!is_there || strlen(text[i]) == LIST_SIZE - 1 ||
		    tries == READS_MOST)
			return false;
		i = !i;
		is_there = read_list(search->parent, text[i], sizeof(text[i]));
	}
	for (char *at = text[0]; *at != '\0';) {
		pid_t parent = 0;
		const pid_t pid = (pid_t)strtol(at, &at, 10);
		at += *at == ' ';
		const char state = state_of(pid, &parent);
		consider(search, pid, parent, state);
	}
	return true;
}

size_t
proc_children(pid_t parent, pid_t *children, size_t max)
{
	struct search search = { parent, children, max, 0 };
	pid_t other;

	if (!search_list(&search) && state_of(parent, &other) != 0)
		search_proc(&search);
	return search.found;
}

size_t
proc_children_soon(pid_t parent, pid_t *children, size_t max)
{
	char text[LIST_SIZE];
	char *end = text;
	size_t count = 0;

	if (!read_list(parent, text, sizeof(text)))
		return proc_children(parent, children, max);
	while (*end != '\0' && count < max) {
		const long pid = strtol(end, &end, 10);
		end += *end == ' ';
		children[count++] = (pid_t)pid;
	}
	return count;
}

bool
proc_is_gone(pid_t pid)
{
	pid_t parent;
	const char state = state_of(pid, &parent);

	/* A file that cannot be read proves nothing. */
	return state == 'Z' ||
	    (state == 0 && kill(pid, 0) != 0 && errno == ESRCH);
}

void
proc_expect_gone_at(const char *where, pid_t pid)
{
	const usec end = deadline();

	while (!proc_is_gone(pid))
		if (!deadline_pause(end))
			must_end(where, "process %ld is not gone", (long)pid);
}

void
proc_kill_session(pid_t leader)
{
	DIR *directory = opendir("/proc");
	const struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (pid > 0 && getsid(pid) == leader)
			(void)kill(pid, SIGKILL);
	}
	if (directory != NULL)
		(void)closedir(directory);
}

void
proc_title(pid_t pid, char *title, size_t size)
{
	(void)proc_read(pid, "cmdline", title, size);
}

long
proc_descriptors(pid_t pid)
{
	char path[PATH_SIZE];
	long count = 0;
	const struct dirent *entry;

	path_of(path, pid, "fd");
	DIR *directory = opendir(path);
	if (directory == NULL)
		return -1;
	while ((entry = readdir(directory)) != NULL)
		count += entry->d_name[0] != '.';
	(void)closedir(directory);
	return count;
}

bool
proc_has_open(pid_t pid, int fd)
{
	char name[16], path[PATH_SIZE];
	struct stat status;

	(void)snprintf(name, sizeof(name), "fd/%d", fd);
	path_of(path, pid, name);
	return lstat(path, &status) == 0;
}

bool
proc_is_open_to_its_user(pid_t pid)
{
	char path[PATH_SIZE];
	struct stat status;

	path_of(path, pid, "mem");
	MUST(stat(path, &status) == 0, "no %s", path);
	return (long)status.st_uid == proc_status(pid, "Uid");
}

/* How often it has gone to sleep, if it sleeps now; else -1. */
static long
sleeps_of(pid_t pid)
{
	static const char state[] = "\nState:\tS",
			  count[] = "\nvoluntary_ctxt_switches:";
	char text[STATUS_SIZE];
	const char *at;

	MUST(proc_read(pid, "status", text, sizeof(text)) > 0,
	    "there is no process %ld", (long)pid);
	at = strstr(text, count);
	MUST(at != NULL, "nobody counts how often %ld sleeps", (long)pid);
	return strstr(text, state) != NULL ?
	    strtol(at + strlen(count), NULL, 10) :
	    -1;
}

long
proc_times_run(pid_t pid)
{
	pid_t children[FAMILY];
	long sum = 0;

	for (size_t i = proc_children(pid, children, FAMILY); i > 0; i--) {
		const pid_t child = children[i - 1];
		sum += (long)child + proc_times_run(child) +
		    proc_status(child, "voluntary_ctxt_switches") +
		    proc_status(child, "nonvoluntary_ctxt_switches");
	}
	return sum;
}

long
proc_wakes(pid_t pid)
{
	const usec end = deadline();
	long sleeps;

	while ((sleeps = sleeps_of(pid)) == -1)
		MUST(
		    deadline_pause(end), "process %ld never sleeps", (long)pid);
	return sleeps;
}

static bool
hardly_wakes_now(pid_t pid, usec time, long wakes)
{
	const usec start = clock_mono();
	const long before = proc_wakes(pid);

	pass_time(time);
	const long woken = proc_wakes(pid) - before;
	const usec took = clock_mono() - start;
	tap_note("%ld wake-ups in %d ms", woken, (int)(took / MSEC));
	return (usec)woken * time <= (usec)wakes * took;
}

bool
proc_hardly_wakes(pid_t pid, usec time, long wakes)
{
	const usec end = deadline();
	unsigned row = 0;

	while (row < PROC_ROW && (row > 0 || !deadline_passed(end)))
		row = hardly_wakes_now(pid, time, wakes) ? row + 1 : 0;
	return row == PROC_ROW;
}

void
proc_limit(pid_t pid, unsigned resource, rlim_t limit)
{
	uint64_t all[2]; /* the soft one, the hard one */

	/* Each libc has another type for the resource of prlimit(2). */
	MUST(syscall(SYS_prlimit64, pid, resource, NULL, all) == 0,
	    "cannot read the limits of process %ld", (long)pid);
	all[0] = limit;
	MUST(syscall(SYS_prlimit64, pid, resource, all, NULL) == 0,
	    "cannot change the limits of process %ld", (long)pid);
}
