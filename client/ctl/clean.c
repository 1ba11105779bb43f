/* forkcastctl clean: removes what dead servers have left behind. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"
#include "shared/die.h"
#include "text.h"

#define USAGE "usage: forkcastctl clean"

/* A socket, whatever the scoreboard says of it, and its lock. */
static void
remove_control(const char *path)
{
	char lock[SCORE_PATH + sizeof(".lock")];
	struct stat info;

	if (path[0] != '/' || lstat(path, &info) != 0 ||
	    !S_ISSOCK(info.st_mode))
		return;
	(void)unlink(path); /* a server that wants the path does it too */
	(void)snprintf(lock, sizeof(lock), "%s.lock", path); /* fits */
	(void)unlink(lock); /* likewise */
}

/* Without a view nobody can tell what died; with one its owner may differ. */
static bool
remove_one(uint64_t pid, const char *control)
{
	char name[SCORE_NAME];

	score_name(name, pid);
	if (shm_unlink(name) != 0) {
		complain("cannot remove %s: %s", name + 1, strerror(errno));
		return false;
	}
	remove_control(control);
	(void)printf("removed %s\n", name + 1);
	return true;
}

/* False if there is something that should have gone. */
static bool
clean(uint64_t pid)
{
	struct view view;
	const char *wrong = view_open(&view, pid);
	char control[SCORE_PATH + 1];
	bool alive;

	if (wrong != NULL) {
		complain("the scoreboard of server %llu %s",
		    (unsigned long long)pid, wrong);
		return false;
	}
	alive = view_is_alive(&view);
	memcpy(control, view.control, sizeof(control));
	view_close(&view);
	return alive || remove_one(pid, control);
}

int
cmd_clean(const struct choice *choice, int argc, char **argv)
{
	uint64_t pids[CTL_SERVERS];
	const size_t count = view_list(pids, CTL_SERVERS);
	bool good = true;

	(void)argv;
	if (argc > 1)
		ctl_usage(USAGE);
	for (size_t i = 0; i < count; i++)
		if (choice->pid == 0 || choice->pid == pids[i])
			good = clean(pids[i]) && good;
	return good ? EX_OK : EX_NOPERM;
}
