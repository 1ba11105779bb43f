/* The status line: see status.h. */
#include "stream/status.h"

#include "text/render.h"
#include "text/width.h"
#include "text/words/modes.h"

/*
 * Appends a piece. The buffer is larger than the widest terminal; what does not
 * fit is cut.
 */
static void
status_put(struct buf *to, struct str piece)
{
	(void)BUF_CAT(to, piece);
}

/*
 * Appends "  3:#dev(4)", or "  [2:#ops +im]" for the current group; a ! means
 * that we were mentioned.
 */
static void
put_group(struct buf *to, const struct our_groups *joined, size_t i)
{
	const struct our_group *group = &joined->group[i];
	const bool current = i == our_groups_current_index(joined);

	status_put(to, current ? STR("  [") : STR("  "));
	status_put(to, DECIMAL(i + 1));
	status_put(to, STR(":#"));
	render_text(to, our_groups_at(joined, i));
	if (current)
		modes_put(to, (struct str) { group->modes, group->modes_len });
	if (group->unread > 0) {
		status_put(to, STR("("));
		status_put(to, DECIMAL(group->unread));
		status_put(to, group->mentions ? STR("!)") : STR(")"));
	}
	status_put(to, current ? STR("]") : STR(""));
}

static void
put_head(struct buf *to, const struct status *status)
{
	status_put(to, STR(" "));
	render_text(to, status->name);
	status_put(to, status->name.len > 0 ? STR(" at ") : STR(""));
	render_text(to, status->server);
	status_put(to, status->away ? STR(": not connected") : STR(""));
}

/* Returns the columns that a group takes. */
static size_t
columns_of(const struct our_groups *joined, size_t i)
{
	char memory[STATUS_SIZE];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	put_group(&text, joined, i);
	return width_of(buf_str(&text));
}

/* Returns the first group to show so that the current one is still visible. */
static size_t
find_first(const struct our_groups *joined, size_t room)
{
	size_t first = our_groups_current_index(joined);
	size_t used = columns_of(joined, first);

	while (first > 0) {
		used += columns_of(joined, first - 1);
		if (used > room)
			break;
		first--;
	}
	return first;
}

void
status_line(struct buf *to, const struct status *status, size_t columns)
{
	const struct our_groups *joined = status->joined;

	put_head(to, status);
	const size_t used = width_of(buf_str(to));
	const size_t room = columns > used ? columns - used : 0;
	size_t i = joined->count > 0 ? find_first(joined, room) : 0;
	for (; i < joined->count && width_of(buf_str(to)) < columns; i++)
		put_group(to, joined, i);
	status_put(to, STR(" "));
	to->end = to->start + width_prefix(buf_str(to), columns);
}
