/* A place that is kept: see place.h. */
#include "person/place.h"

#include "person/chat_state.h"

/* Copies the text into room, as far as it fits; returns its length. */
static size_t
copy(char *room, size_t size, struct str text)
{
	const size_t len = text.len < size ? text.len : size;

	if (len > 0)
		memcpy(room, text.at, len);
	return len;
}

void
place_keep_typed(struct place_kept *place, struct chat *chat,
    const struct where *where, struct str origin)
{
	const struct ui *ui = chat->console->ui;

	if (origin.len == 0 && ui->origin != NULL)
		origin = ui->origin(chat);
	place->origin_len = copy(place->origin, sizeof(place->origin), origin);
	place->name_len = copy(place->name, sizeof(place->name), where->name);
}

void
place_keep(struct place_kept *place, struct chat *chat)
{
	struct str none = STR("");
	const struct where where = chat->console->ui->where(chat, &none);

	place_keep_typed(place, chat, &where, none);
}

struct chat *
place_find(const struct place_kept *place, const struct console *console,
    struct where *where)
{
	struct chat *chat = console->chat;
	struct str line = place_origin(place);

	*where = console->ui->where(chat, &line);
	return str_caseeq(
		   where->name, (struct str) { place->name, place->name_len }) ?
	    chat :
	    NULL;
}

struct str
place_origin(const struct place_kept *place)
{
	return (struct str) { place->origin, place->origin_len };
}
