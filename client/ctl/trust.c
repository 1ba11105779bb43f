/* The choice of users whose scoreboards are believed: see trust.h. */
#include "ctl/trust.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/score.h"
#include "shared/str.h"

static bool
is_roots_alone(const struct stat *info)
{
	return info->st_uid == 0 && (info->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool
is_recorded(uid_t user)
{
	int fd =
	    open(SCORE_USERS, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char name[STR_DIGITS + 1];
	struct stat info;
	bool found;

	(void)snprintf(name, sizeof(name), "%lu", (unsigned long)user);
	found = fd != -1 && fstat(fd, &info) == 0 && is_roots_alone(&info) &&
	    fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(info.st_mode) && is_roots_alone(&info);
	io_close(&fd);
	return found;
}

bool
trust_user(uid_t user)
{
	return user == 0 || user == geteuid() || is_recorded(user);
}
