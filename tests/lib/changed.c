/* A file of which one thing is changed: see changed.h. */
#define _GNU_SOURCE /* memmem */
#include "changed.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "must.h"
#include "shared/io.h"

char *
changed_read(int fd, size_t *len)
{
	struct stat info;
	char *text;

	MUST(fstat(fd, &info) == 0 && info.st_size > 0, "there is no text");
	*len = (size_t)info.st_size;
	text = malloc(*len + 1);
	MUST(text != NULL && pread(fd, text, *len, 0) == (ssize_t)*len,
	    "cannot read it");
	text[*len] = '\0';
	return text;
}

void
changed_write(int fd, struct str text, const char *from, const char *to)
{
	const char *at = memmem(text.at, text.len, from, strlen(from));
	size_t front, behind;

	MUST(at != NULL, "nothing in it is \"%s\"", from);
	front = (size_t)(at - text.at);
	behind = front + strlen(from);
	MUST(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
		io_write_all(fd, text.at, front) &&
		io_write_all(fd, to, strlen(to)) &&
		io_write_all(fd, text.at + behind, text.len - behind),
	    "cannot write it");
}
