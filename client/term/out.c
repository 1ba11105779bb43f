/* Standard output: see out.h. */
#include "term/out.h"

#include <assert.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "shared/io.h"
#include "term/term.h"
#include "text/wrap.h"

/* How long out_flush waits for a descriptor to become writable, in ms. */
#define FLUSH_MOST 500

void
out_init(struct out *out, int fd)
{
	out->fd = fd;
	out->terminal = isatty(fd) == 1;
	buf_init(&out->waiting, out->memory, sizeof(out->memory));
}

size_t
out_room(struct out *out)
{
	char *room;

	return buf_room(&out->waiting, &room);
}

void
out_put(struct out *out, struct str piece)
{
	const bool fits = BUF_CAT(&out->waiting, piece);

	assert(fits);
	(void)fits;
}

static void
put_rows(struct out *out, struct str line)
{
	struct wrap wrap = wrap_begin(line, 0, term_columns(), WRAP_LEAVE);

	do {
		for (size_t i = 0; i < wrap.indent; i++)
			out_put(out, STR(" "));
		out_put(out, wrap_next(&wrap));
		out_put(out, STR("\n"));
	} while (wrap.rest.len > 0);
}

void
out_put_lines(struct out *out, struct str lines)
{
	if (!out->terminal)
		out_put(out, lines);
	while (out->terminal && lines.len > 0)
		put_rows(out, str_cut(&lines, '\n'));
}

bool
out_write(struct out *out)
{
	const struct str waiting = buf_str(&out->waiting);
	/* POSIX: a pipe that is writable takes this much at once. */
	const size_t most =
	    waiting.len < _POSIX_PIPE_BUF ? waiting.len : _POSIX_PIPE_BUF;
	const ssize_t count = io_write(out->fd, waiting.at, most);

	if (count > 0)
		buf_drop(&out->waiting, (size_t)count);
	return count != IO_FAIL;
}

bool
out_flush(struct out *out)
{
	struct pollfd set = { .fd = out->fd, .events = POLLOUT };

	while (buf_len(&out->waiting) > 0 && poll(&set, 1, FLUSH_MOST) == 1)
		if (!out_write(out))
			return false;
	return true;
}

bool
out_finish(struct out *out)
{
	const struct str waiting = buf_str(&out->waiting);

	if (!io_write_all(out->fd, waiting.at, waiting.len))
		return false;
	buf_drop(&out->waiting, waiting.len);
	return true;
}
