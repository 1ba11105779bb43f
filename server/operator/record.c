/* The record of servers' users: see record.h. */
#include "operator/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log/log.h"
#include "shared/io.h"
#include "shared/score.h"
#include "shared/str.h"

#define MODE (S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH)

static bool
is_roots_alone(int fd)
{
	struct stat info;

	if (fstat(fd, &info) != 0)
		return false;
	errno = EPERM;
	return info.st_uid == 0 && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Opens the directory, and creates it if necessary; -1 with errno. */
static int
open_directory(void)
{
	const bool is_new = mkdir(SCORE_USERS, MODE) == 0;
	int fd;

	if (!is_new && errno != EEXIST)
		return -1;
	fd = open(SCORE_USERS, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	/* The umask may have taken bits from mkdir's mode. */
	if (fd != -1 &&
	    ((is_new && fchmod(fd, MODE) != 0) || !is_roots_alone(fd)))
		io_close(&fd);
	return fd;
}

/* Creates the user's file in the directory; false with errno. */
static bool
write_down(uid_t user)
{
	char name[STR_DIGITS + 1];
	int directory = open_directory();
	int fd;

	if (directory == -1)
		return false;
	(void)snprintf(name, sizeof(name), "%lu", (unsigned long)user);
	fd = openat(directory, name,
	    O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	io_close(&directory);
	if (fd == -1)
		return false;
	io_close(&fd);
	return true;
}

void
record_user(uid_t user)
{
	if (geteuid() != 0 || user == 0 || write_down(user))
		return;
	LOG_AT(LEVEL_WARNING,
	    STR("scoreboard: cannot record uid {#uid} in " SCORE_USERS
		": {}; forkcastctl needs -p"),
	    DECIMAL(user), str_from(strerror(errno)));
}
