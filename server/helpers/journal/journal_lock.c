/* The lock of the history: see journal_lock.h. */
#include "helpers/journal/journal_lock.h"

#include <errno.h>

#include "base/system/flock.h"
#include "shared/io.h"

int
journal_lock(int directory)
{
	return flock_make(directory, JOURNAL_LOCK);
}

bool
journal_lock_is_free(int directory)
{
	int fd = flock_open(directory, JOURNAL_LOCK);
	bool good;

	if (fd == -1)
		return errno == ENOENT;
	good = flock_take(fd, directory, JOURNAL_LOCK);
	io_close(&fd);
	return good;
}
