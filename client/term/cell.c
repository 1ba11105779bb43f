/* The cells of a screen: see cell.h. */
#include "term/cell.h"

#include <assert.h>

#include "shared/text/utf8.h"

static_assert(sizeof(struct cell) == 28, "nothing between, small");
static_assert(CELL_ROOM <= UINT8_MAX, "len tells it");

struct cell
cell_space(sgr style)
{
	return (struct cell) { .style = style_of_space(style),
		.text = " ",
		.len = 1,
		.columns = 1 };
}

/*
 * Appends the text without control characters, as far as there is room. Returns
 * the new length.
 */
static size_t
cell_insert(char *room, size_t len, size_t size, struct str text)
{
	uint32_t c;

	while (text.len > 0) {
		const size_t whole = utf8_decode(text.at, text.len, &c);
		const struct str more =
		    whole > 0 ? (struct str) { text.at, whole } : STR("?");
		const bool control =
		    whole > 0 && (c < ' ' || (c >= 0x7f && c < 0xa0));
		if (len + more.len > size)
			break;
		if (!control) {
			memcpy(room + len, more.at, more.len);
			len += more.len;
		}
		str_drop(&text, more.len);
	}
	return len;
}

/* Stores the text in the cells of one character. */
static void
set_text(struct cell *cell, const char *room, size_t len)
{
	const size_t columns = cell->columns;

	for (size_t i = 0; i < columns; i++) {
		cell[i].len = (uint8_t)len;
		memcpy(cell[i].text, room + i * CELL_TEXT, CELL_TEXT);
	}
}

void
cell_put(struct cell *cell, size_t columns, sgr style, struct str character)
{
	char room[CELL_ROOM] = "";
	const size_t len = cell_insert(room, 0, CELL_TEXT * columns, character);

	if (len == 1 && room[0] == ' ')
		style = style_of_space(style);
	for (size_t i = 0; i < columns; i++)
		cell[i] = (struct cell) { .style = style,
			.columns = (uint8_t)(i == 0 ? columns : 0),
			.behind = (uint8_t)i };
	set_text(cell, room, len);
}

void
cell_add(struct cell *cell, struct str more)
{
	char room[CELL_ROOM] = "";
	char whole[CELL_ROOM] = "";
	const struct str text = cell_text(cell, room);

	memcpy(whole, text.at, text.len);
	set_text(cell, whole,
	    cell_insert(whole, text.len, CELL_TEXT * cell->columns, more));
}

struct str
cell_text(const struct cell *cell, char room[CELL_ROOM])
{
	if (cell->len <= CELL_TEXT)
		return (struct str) { cell->text, cell->len };
	for (size_t i = 0; i < cell->columns; i++)
		memcpy(room + i * CELL_TEXT, cell[i].text, CELL_TEXT);
	return (struct str) { room, cell->len };
}

bool
cell_is_empty(const struct cell *cell)
{
	return cell->len == 1 && cell->text[0] == ' ' && cell->style == 0;
}
