/* System V objects that nobody has: see orphans.h and proc(5). */
#include "orphans.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <unistd.h>

#define LINE 512

/* The columns of all three files are numbers, of which this is the ID. */
#define ID_COLUMN 1

static long
column(const char *line, int number)
{
	char *rest;
	long value = strtol(line, &rest, 10);

	while (number-- > 0)
		value = strtol(rest, &rest, 10);
	return value;
}

static pid_t
last_sender(const char *line)
{
	return (pid_t)column(line, 5);
}

/* The one thing that the file does not show. */
static pid_t
last_changer(const char *line)
{
	return semctl((int)column(line, ID_COLUMN), 0, GETPID);
}

static pid_t
creator(const char *line)
{
	return (pid_t)column(line, 4);
}

static bool
remove_queue(int id)
{
	return msgctl(id, IPC_RMID, NULL) == 0;
}

static bool
remove_semaphores(int id)
{
	return semctl(id, 0, IPC_RMID) == 0;
}

static bool
remove_memory(int id)
{
	return shmctl(id, IPC_RMID, NULL) == 0;
}

static const struct {
	const char *path;
	pid_t (*owner)(const char *line);
	bool (*destroy)(int id);
} kinds[] = {
	[ORPHAN_QUEUE] = { "/proc/sysvipc/msg", last_sender, remove_queue },
	[ORPHAN_SEMAPHORES] = { "/proc/sysvipc/sem", last_changer,
	    remove_semaphores },
	[ORPHAN_MEMORY] = { "/proc/sysvipc/shm", creator, remove_memory },
};

bool
orphans_are_seen(void)
{
	return access(kinds[ORPHAN_QUEUE].path, R_OK) == 0;
}

int
orphan_of(enum orphan kind, pid_t dead)
{
	char line[LINE];
	int id = -1;
	FILE *file = fopen(kinds[kind].path, "r");

	if (file == NULL)
		return -1;
	/* The first line is a heading, whose words are all 0. */
	while (id == -1 && fgets(line, sizeof(line), file) != NULL)
		if (kinds[kind].owner(line) == dead)
			id = (int)column(line, ID_COLUMN);
	(void)fclose(file); /* it was only read */
	return id;
}

bool
orphan_remove(enum orphan kind, int id)
{
	return kinds[kind].destroy(id);
}
