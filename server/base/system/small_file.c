/* Files that are read as a whole: see small_file.h. */
#include "base/system/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/io.h"

const char *
small_file_read(
    const char *path, bool is_secret, char *room, size_t size, size_t *len)
{
	/* Opening a FIFO would block the server. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *wrong = NULL;
	struct stat info;
	ssize_t count = 1;

	*len = 0;
	if (fd == -1 || fstat(fd, &info) != 0)
		wrong = strerror(errno);
	else if (!S_ISREG(info.st_mode))
		wrong = "not a regular file";
	else if (is_secret && (info.st_mode & S_IRWXO) != 0)
		wrong = "other users can access it; run chmod o= on it";
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
