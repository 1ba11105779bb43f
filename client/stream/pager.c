/* The pager of past lines: see pager.h. The sequences are xterm's. */
#include "stream/pager.h"

#include "text/render.h"
#include "text/wrap.h"

#define OPEN STR("\033[?1049h")
#define CLOSE STR("\033[?1049l")
#define ERASE_ALL STR("\033[H\033[2J")
#define REVERSE STR("\033[7m")
#define NORMAL STR("\033[0m")
#define HINT STR(" scrolled back; PgUp, PgDn, any other key returns ")

/* The most bytes that a row takes, with the hint. */
#define ROW_ROOM (RENDER_ROOM + 256)

/* A place in the past: a line, and its text from a row on. */
struct place {
	size_t line;
	struct wrap wrap;
};

static struct place
place_of(
    const struct pager *pager, const struct scrollback *scrollback, size_t line)
{
	return (struct place) { line,
		wrap_line(scrollback_get(scrollback, line), pager->columns,
		    WRAP_CUT) };
}

void
pager_resize(struct pager *pager, size_t columns, size_t rows)
{
	pager->columns = columns > 0 ? columns : 1;
	pager->rows = rows > 1 ? rows : 2;
	pager->drawn = 0;
}

/* Returns the number of rows for lines: all but the last. */
static size_t
height(const struct pager *pager)
{
	return pager->rows - 1;
}

static size_t
count_rows(const struct pager *pager, const struct scrollback *scrollback)
{
	size_t sum = 0;

	for (size_t i = 0; i < scrollback->count; i++)
		sum +=
		    wrap_count(scrollback_get(scrollback, i), pager->columns);
	return sum;
}

void
pager_up(
    struct pager *pager, struct out *out, const struct scrollback *scrollback)
{
	const size_t total = count_rows(pager, scrollback);
	const size_t most = total > height(pager) ? total - height(pager) : 0;

	if (!pager->open) {
		out_put(out, OPEN);
		pager->back = 0;
	}
	pager->open = true;
	pager->back += height(pager);
	if (pager->back > most)
		pager->back = most;
	pager->drawn = 0;
}

bool
pager_down(struct pager *pager)
{
	if (pager->back <= height(pager))
		return false;
	pager->back -= height(pager);
	pager->drawn = 0;
	return true;
}

void
pager_added(struct pager *pager, struct str line)
{
	if (pager->open)
		pager->back += wrap_count(line, pager->columns);
}

/*
 * Finds the place of a row, counted back from the last, which is 0. Returns
 * false if there is none.
 */
static bool
pager_find(const struct pager *pager, const struct scrollback *scrollback,
    size_t row, struct place *place)
{
	for (size_t i = scrollback->count; i-- > 0;) {
		const size_t rows =
		    wrap_count(scrollback_get(scrollback, i), pager->columns);
		if (row >= rows) {
			row -= rows;
			continue;
		}
		*place = place_of(pager, scrollback, i);
		for (size_t skip = rows - 1 - row; skip > 0; skip--)
			(void)wrap_next(&place->wrap);
		return true;
	}
	return false;
}

/* Writes the row at the place, and moves on to the next one. */
static void
put_row(const struct pager *pager, struct out *out,
    const struct scrollback *scrollback, struct place *place)
{
	for (size_t i = 0; i < place->wrap.indent; i++)
		out_put(out, STR(" "));
	out_put(out, wrap_next(&place->wrap));
	if (place->wrap.rest.len > 0)
		return;
	place->line++;
	if (place->line < scrollback->count)
		*place = place_of(pager, scrollback, place->line);
}

static void
put_hint(struct pager *pager, struct out *out)
{
	const size_t most = pager->columns - 1;
	struct str hint = HINT;

	if (hint.len > most)
		hint.len = most;
	out_put(out, NORMAL);
	out_put(out, REVERSE);
	out_put(out, hint);
	out_put(out, NORMAL);
	pager->drawn++;
}

void
pager_draw(
    struct pager *pager, struct out *out, const struct scrollback *scrollback)
{
	const size_t last = pager->back + height(pager) - 1;
	struct place place;
	bool found = false;

	if (pager->drawn == 0 && out_room(out) >= ROW_ROOM)
		out_put(out, ERASE_ALL);
	while (pager->drawn < height(pager) && out_room(out) >= ROW_ROOM) {
		if (!found)
			found = pager_find(
			    pager, scrollback, last - pager->drawn, &place);
		if (found && place.line < scrollback->count)
			put_row(pager, out, scrollback, &place);
		out_put(out, STR("\n"));
		pager->drawn++;
	}
	if (pager->drawn == height(pager) && out_room(out) >= ROW_ROOM)
		put_hint(pager, out);
}

void
pager_close(struct pager *pager, struct out *out)
{
	if (pager->open)
		out_put(out, CLOSE);
	pager->open = false;
	pager->drawn = 0;
}
