/* The log of systemd: see systemd_log.h. */
#include "shared/systemd_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool
systemd_log_reads(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char ours[64];
	struct stat info;

	if (stream == NULL || fstat(fd, &info) != 0)
		return false;
	(void)snprintf(ours, sizeof(ours), "%llu:%llu",
	    (unsigned long long)info.st_dev,
	    (unsigned long long)info.st_ino); /* fits */
	return strcmp(stream, ours) == 0;
}
