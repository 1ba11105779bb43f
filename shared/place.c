/* The directory of control sockets: see place.h. */
#include "place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool
place_find(char directory[ADDR_TEXT], uid_t user)
{
	const char *given = getenv("RUNTIME_DIRECTORY");
	const bool is_given = given != NULL && given[0] == '/';

	/* The first one, if systemd names several. */
	if (is_given)
		(void)snprintf(directory, ADDR_TEXT, "%.*s",
		    (int)strcspn(given, ":"), given); /* or it is too long */
	else
		(void)snprintf(directory, ADDR_TEXT,
		    PLACE_MEMORY "/forkcast.%lu", (unsigned long)user);
	return is_given;
}

bool
place_is_own(const char *directory, uid_t user)
{
	struct stat info;

	if (lstat(directory, &info) != 0)
		return false;
	errno = EEXIST;
	return S_ISDIR(info.st_mode) && info.st_uid == user &&
	    (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}
