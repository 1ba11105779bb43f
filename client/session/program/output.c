/* The output of a program: see output.h. */
#include "session/program/output.h"

#include "shared/io.h"

void
output_begin(struct output *output, int fd)
{
	output->fd = fd;
	output->open = true;
	buf_init(&output->lines, output->memory, sizeof(output->memory));
}

int
output_fd(const struct output *output)
{
	return output->open ? output->fd : -1;
}

void
output_close(struct output *output)
{
	if (output->open)
		io_close(&output->fd);
	output->open = false;
}

bool
output_read(struct output *output)
{
	char *at;
	size_t room;
	ssize_t count;

	if (!output->open)
		return false;
	room = buf_room(&output->lines, &at);
	if (room == 0)
		return false;
	count = io_read(output->fd, at, room);
	if (count > 0)
		buf_filled(&output->lines, (size_t)count);
	else if (count != IO_AGAIN)
		output_close(output);
	return count > 0;
}

/* Returns whether nothing follows the bytes that wait. */
static bool
has_all(const struct output *output)
{
	return !output->open || buf_len(&output->lines) == OUTPUT_ROOM;
}

bool
output_line(struct output *output, struct str *line)
{
	const struct str all = buf_str(&output->lines);
	const char *lf = all.len > 0 ? memchr(all.at, '\n', all.len) : NULL;

	if (lf == NULL && all.len < OUTPUT_LINE &&
	    (all.len == 0 || !has_all(output)))
		return false;
	line->at = all.at;
	line->len = lf != NULL ? (size_t)(lf - all.at) : all.len;
	if (line->len >= OUTPUT_LINE) {
		line->len = OUTPUT_LINE;
		lf = NULL;
	}
	buf_drop(&output->lines, line->len + (lf != NULL));
	return true;
}
