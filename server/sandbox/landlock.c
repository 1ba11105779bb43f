/* Confinement of a child's reach on Linux: see refuse.h. */
#ifdef __linux__
#define _DEFAULT_SOURCE /* syscall */
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/system/landlock.h"
#include "sandbox/refuse.h"
#include "shared/io.h"
#include "shared/str.h"

#ifndef SYS_landlock_restrict_self /* the same on every machine */
#define SYS_landlock_restrict_self 446
#endif

/* The directories that a child has of one (helpers/journal/journal.h). */
static const char *const places[] = { "history", "tables", "boxes", "letters" };

/* Returns a ruleset for these only; -1 if one of them cannot be opened. */
static int
make_rules(int above)
{
	int fd[COUNT(places)], rules = -1;
	bool good = true;

	for (size_t i = 0; i < COUNT(places); i++) {
		fd[i] = openat(above, places[i],
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		good = good && fd[i] != -1;
	}
	if (good)
		rules = landlock_make(fd, COUNT(places));
	for (size_t i = 0; i < COUNT(places); i++)
		io_close(&fd[i]);
	return rules;
}

/*
 * Returns the ruleset for the child: one of its own if it has a directory. Its
 * descriptor is closed with the others.
 */
static int
find_rules(const struct child_args *given)
{
	struct stat info;

	if (given->confinement.paths == -1 ||
	    (given->kind->calls & CALL_FILES) == 0 ||
	    fstat(given->socket, &info) != 0 || !S_ISDIR(info.st_mode))
		return given->confinement.paths;
	return (given->kind->calls & CALL_DIRECTORIES) != 0 ?
	    make_rules(given->socket) :
	    landlock_make(&given->socket, 1);
}

bool
refuse_reach(const struct child_args *given)
{
	const int rules = find_rules(given);

	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return false;
	if (given->confinement.privileges &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	if (given->confinement.paths == -1)
		return true;
	return rules != -1 &&
	    syscall(SYS_landlock_restrict_self, rules, 0) == 0;
}

#endif
