/* The means of all answers to readers: see journal_reader.h. */
#include "helpers/journal/read/journal_reader.h"

size_t
journal_reader_room(void)
{
	return journal_indexes_room() +
	    JOURNAL_ASKS * sizeof(struct journal_ask) + JOURNAL_VIEW_ROOM;
}

void
journal_reader_init(struct journal_reader *reader, void *room,
    const struct siphash_secret *secret)
{
	char *at = room;

	reader->indexes = (struct journal_indexes) { .files = reader->files,
		.members = reader->members,
		.gaps = reader->gaps,
		.view = &reader->view };
	journal_indexes_init(&reader->indexes, at, secret);
	at += journal_indexes_room();
	for (size_t i = 0; i < COUNT(reader->ask); i++)
		reader->ask[i] = (struct journal_ask *)(void *)at + i;
	at += JOURNAL_ASKS * sizeof(struct journal_ask);
	journal_view_init(&reader->view, reader->files, at);
}
