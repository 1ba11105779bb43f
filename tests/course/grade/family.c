/* The processes of the server: see family.h. */
#define _GNU_SOURCE /* unshare */
#include "family.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#include <sys/prctl.h>
#elif defined(__FreeBSD__)
#include <sys/procctl.h>
#endif

#include "orphans.h"
#include "shared/clock.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define EVERYBODY 65536 /* the processes of the whole system */
#define PID_BITS (4 * 1024 * 1024) /* the most that Linux allows */
#define STAT_SIZE 512
#define PATH_SIZE 64
#define REAPING (100 * MSEC)

/* Linux numbers each inode of /proc once. */
#ifdef __linux__
#define KNOWS_STRANGERS true
#else
#define KNOWS_STRANGERS false
#endif

/* In the environment of the server where orphans do not come to us. */
#define MARK "GRADED_BY"
#define ENVIRONMENT_SIZE 65536
#define PS "ps axeww"

/*
 * A process that is not of the family, nor will be: its parent was not. What
 * /proc counts its directory as is never another process's.
 */
struct stranger {
	ino_t inode; /* 0: it may be of the family */
	unsigned look; /* when it was seen last */
};

static struct {
	struct member all[EVERYBODY];
	bool marked[EVERYBODY];
	size_t count;
	bool adopts; /* orphans become our children */
	char mark[32]; /* MARK and our PID */
	struct family family;
	unsigned char seen[PID_BITS / 8]; /* by PID */
	struct stranger stranger[PID_BITS]; /* by PID */
	unsigned look;
} family;

void
family_adopt(void)
{
	/* If it fails, the process group still finds all but daemons. */
#ifdef __linux__
	family.adopts = prctl(PR_SET_CHILD_SUBREAPER, 1UL) == 0;
#elif defined(__FreeBSD__)
	family.adopts = procctl(P_PID, 0, PROC_REAP_ACQUIRE, NULL) == 0;
#endif
	(void)snprintf(
	    family.mark, sizeof(family.mark), "%s=%ld", MARK, (long)getpid());
	if (!family.adopts && putenv(family.mark) != 0)
		family.mark[0] = '\0'; /* then it is not found */
}

void
family_begin(void)
{
#ifdef __linux__
	(void)prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL);
	(void)unshare(CLONE_NEWIPC); /* only root can */
#endif
}

static void
add(pid_t pid, pid_t parent, char state, bool threads, bool marked)
{
	if (family.count == EVERYBODY)
		return;
	family.marked[family.count] = marked;
	family.all[family.count++] =
	    (struct member) { pid, parent, state, threads };
}

/* Returns whether the process has inherited the mark. */
static bool
has_mark(pid_t pid)
{
	static char text[ENVIRONMENT_SIZE];
	const size_t len =
	    family.adopts ? 0 : proc_read(pid, "environ", text, sizeof(text));
	const char *end = text + len;

	for (const char *at = text; at < end; at += strlen(at) + 1)
		if (strcmp(at, family.mark) == 0)
			return true;
	return false;
}

/*
 * Reads a process's line, or "task/TID/stat" of one of its threads: its state,
 * its parent and the number of threads. False if it is gone.
 */
static bool
read_stat(pid_t pid, const char *name, char *state, long *parent, long *threads)
{
	char text[STAT_SIZE];
	const char *rest;

	if (proc_read(pid, name, text, sizeof(text)) == 0)
		return false;
	/* The name stands in parentheses and may hold anything, ")" too. */
	rest = strrchr(text, ')');
	return rest != NULL &&
	    sscanf(rest + 1,
		" %c %ld %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
		"%*s %*s %ld",
		state, parent, threads) == 3;
}

/* Returns whether one of the process's threads runs, or waits to. */
static bool
has_running_thread(pid_t pid)
{
	char path[PATH_SIZE];
	const struct dirent *entry;
	bool runs = false;
	char state;
	long parent, threads;

	(void)snprintf(path, sizeof(path), "/proc/%ld/task", (long)pid);
	DIR *tasks = opendir(path);
	while (tasks != NULL && !runs && (entry = readdir(tasks)) != NULL) {
		(void)snprintf(
		    path, sizeof(path), "task/%.32s/stat", entry->d_name);
		runs = read_stat(pid, path, &state, &parent, &threads) &&
		    (state == 'R' || state == 'D');
	}
	if (tasks != NULL)
		(void)closedir(tasks);
	return runs;
}

/* Adds the process if it is still there. */
static void
add_from_proc(pid_t pid)
{
	char state;
	long parent, threads;

	if (pid > 0 && read_stat(pid, "stat", &state, &parent, &threads))
		add(pid, (pid_t)parent, state, threads > 1, has_mark(pid));
}

/*
 * Returns whether the process is known as a stranger, so that nothing has to be
 * read of it: in a look at all processes, that is what takes the time.
 */
static bool
is_stranger(pid_t pid, ino_t inode)
{
	if (pid <= 0 || pid >= PID_BITS)
		return false;
	struct stranger *stranger = &family.stranger[pid];
	if (stranger->inode != inode)
		*stranger = (struct stranger) { 0, 0 };
	else
		stranger->look = family.look;
	return stranger->inode != 0;
}

/* Returns whether that PID was a stranger's in this look. */
static bool
was_stranger(pid_t pid)
{
	return pid == 0 ||
	    (pid > 0 && pid < PID_BITS && family.stranger[pid].inode != 0 &&
		family.stranger[pid].look == family.look);
}

/*
 * Notes the process that was read last, if its parent is a stranger. One whose
 * parent was not seen may be an orphan of the family, on its way to us.
 */
static void
note_stranger(pid_t pid, ino_t inode)
{
	const struct member *last = &family.all[family.count - 1];

	if (pid < PID_BITS && pid != getpid() && was_stranger(last->parent))
		family.stranger[pid] = (struct stranger) { inode, family.look };
}

static void
look_in_proc(void)
{
	DIR *directory = opendir("/proc");
	const struct dirent *entry;

	family.look++;
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		const size_t before = family.count;
		if (KNOWS_STRANGERS && family.adopts &&
		    is_stranger(pid, entry->d_ino))
			continue;
		add_from_proc(pid);
		if (KNOWS_STRANGERS && family.adopts && family.count > before)
			note_stranger(pid, entry->d_ino);
	}
	if (directory != NULL)
		(void)closedir(directory);
}

/* With e, ps shows the environment after the command, except its own. */
static void
look_by_ps(void)
{
	FILE *ps = popen(PS " -o pid= -o ppid= -o stat= -o command=", "r");
	static char line[ENVIRONMENT_SIZE];
	long pid;
	long parent;
	char state;

	while (ps != NULL && fgets(line, sizeof(line), ps) != NULL)
		if (strstr(line, PS) == NULL &&
		    sscanf(line, "%ld %ld %c", &pid, &parent, &state) == 3)
			add((pid_t)pid, (pid_t)parent, state, false,
			    strstr(line, family.mark) != NULL);
	if (ps != NULL)
		(void)pclose(ps); /* what it has said counts */
}

/* Adds a process to the family. */
static void
join_family(const struct member *found)
{
	struct family *all = &family.family;

	if (all->count == FAMILY_MAX) {
		all->crowded = true;
		return;
	}
	all->member[all->count++] = *found;
	if (found->pid > 0 && found->pid < PID_BITS)
		family.seen[found->pid / 8] |=
		    (unsigned char)(1U << found->pid % 8);
}

/* Adds the children of the process to the family. */
static void
add_children(pid_t parent)
{
	for (size_t i = 0; i < family.count; i++)
		if (family.all[i].parent == parent)
			join_family(&family.all[i]);
}

/* Adds daemons, whose parent is init. */
static void
add_marked(void)
{
	for (size_t i = 0; i < family.count && !family.adopts; i++)
		if (family.marked[i] && family.all[i].parent == 1)
			join_family(&family.all[i]);
}

const struct family *
family_look(void)
{
	struct family *all = &family.family;

	family.count = 0;
	if (proc_is_there())
		look_in_proc();
	else
		look_by_ps();
	all->count = 0;
	all->crowded = false;
	add_children(getpid());
	add_marked();
	for (size_t i = 0; i < all->count; i++)
		add_children(all->member[i].pid);
	return all;
}

bool
family_has(const struct family *all, pid_t pid)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->member[i].pid == pid)
			return all->member[i].state != 'Z';
	return false;
}

bool
family_runs(const struct family *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct member *member = &all->member[i];
		if (member->state == 'R' || member->state == 'D' ||
		    (member->threads && has_running_thread(member->pid)))
			return true;
	}
	return false;
}

size_t
family_zombies(const struct family *all, pid_t parent)
{
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		count += all->member[i].parent == parent &&
		    all->member[i].state == 'Z';
	return count;
}

static void
remove_objects_of(pid_t pid)
{
	static const enum orphan kinds[] = { ORPHAN_QUEUE, ORPHAN_SEMAPHORES,
		ORPHAN_MEMORY };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		int id;
		while ((id = orphan_of(kinds[i], pid)) != -1)
			if (!orphan_remove(kinds[i], id))
				break;
	}
}

static void
remove_objects(void)
{
	for (size_t i = 0; i < sizeof(family.seen); i++)
		for (unsigned bit = 0; bit < 8 && family.seen[i] != 0; bit++)
			if (family.seen[i] & 1U << bit)
				remove_objects_of((pid_t)(i * 8 + bit));
}

/* Kills those who are there now, and returns their number. */
static size_t
kill_once(pid_t group)
{
	const struct family *all = family_look();

	/* A stopped process starts no other one meanwhile. */
	for (size_t i = 0; i < all->count; i++)
		(void)kill(all->member[i].pid, SIGSTOP);
	for (size_t i = 0; i < all->count; i++)
		(void)kill(all->member[i].pid, SIGKILL);
	if (group > 1)
		(void)kill(-group, SIGKILL);
#ifdef __FreeBSD__
	struct procctl_reaper_kill all_of_them = { .rk_sig = SIGKILL };
	(void)procctl(P_PID, 0, PROC_REAP_KILL, &all_of_them);
#endif
	return all->count;
}

/*
 * Reaps who has been killed, for a moment. Returns whether there is nobody any
 * more who could be: of a family that we adopt, nobody at all.
 */
static bool
reap_them(void)
{
	const usec end = clock_mono() + REAPING;
	pid_t pid;

	do
		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			continue;
	while (pid == 0 && deadline_pause(end));
	return pid == -1 && errno == ECHILD;
}

bool
family_end(pid_t group)
{
	const usec end = deadline();
	bool gone = false;

	while (!gone && clock_mono() < end) {
		const size_t count = kill_once(group);
		gone = reap_them() && (count == 0 || family.adopts);
	}
	if (orphans_are_seen())
		remove_objects();
	memset(family.seen, 0, sizeof(family.seen));
	return gone;
}
