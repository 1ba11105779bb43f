/* Files that are read as a whole: see small_file.h. */
#include "base/system/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/io.h"

static const char *
cannot_read(int fd, bool is_secret)
{
	struct stat info;

	if (fd == -1 || fstat(fd, &info) != 0)
		return strerror(errno);
	if (!S_ISREG(info.st_mode))
		return "not a regular file";
	return is_secret && (info.st_mode & S_IRWXO) != 0 ?
	    "other users can access it; run chmod o= on it" :
	    NULL;
}

const char *
small_file_read(
    const char *path, bool is_secret, char *room, size_t size, size_t *len)
{
	/* Opening a FIFO would block the server. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *wrong = cannot_read(fd, is_secret);
	ssize_t count = 1;

	*len = 0;
	while (wrong == NULL && count > 0 && *len < size) {
		count = io_read(fd, room + *len, size - *len);
		if (count < 0)
			wrong = strerror(errno);
		else
			*len += (size_t)count;
	}
	io_close(&fd);
	return wrong;
}
