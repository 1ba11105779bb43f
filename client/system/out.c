/* Standard output: see out.h. */
#include "system/out.h"

#include <assert.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "shared/io.h"
#include "system/term.h"
#include "text/wrap.h"

/* The pause after a write that took nothing, in ms. */
#define PAUSE 10

void
out_init(struct out *out, int fd)
{
	const int again = io_open_terminal(fd);

	out->terminal = isatty(fd) == 1;
	out->fd = again != -1 ? again : fd;
	/* POSIX: a pipe that is writable takes this much at once. */
	out->most = again != -1 ? OUT_SIZE :
	    out->terminal	? 1 :
				  _POSIX_PIPE_BUF;
	out->drops = out->dropped = false;
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
	if (buf_len(&out->waiting) == 0)
		out->moved = clock_mono();
	out->dropped =
	    out->dropped || (out->drops && piece.len > out_room(out));
	if (out->dropped)
		return;
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

/* Writes once, as much as cannot block. */
static bool
write_once(struct out *out)
{
	const struct str waiting = buf_str(&out->waiting);
	const ssize_t count = io_write(out->fd, waiting.at,
	    waiting.len < out->most ? waiting.len : out->most);

	if (count > 0) {
		buf_drop(&out->waiting, (size_t)count);
		out->moved = clock_mono();
	} else if (count == IO_AGAIN) {
		/* One byte of room is none for LF, which becomes CR LF. */
		(void)poll(NULL, 0, PAUSE);
	}
	return count != IO_FAIL;
}

bool
out_write(struct out *out)
{
	/* A terminal that is not ours, as after su, takes byte after byte. */
	return out->most < OUT_SIZE ? out_flush(out, 0) : write_once(out);
}

bool
out_flush(struct out *out, int most)
{
	struct pollfd set = { .fd = out->fd, .events = POLLOUT };

	while (buf_len(&out->waiting) > 0 && poll(&set, 1, most) == 1)
		if (!write_once(out))
			return false;
	return true;
}
