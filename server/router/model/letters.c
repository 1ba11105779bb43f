/* Flags that have letters: see letters.h. */
#include "router/model/letters.h"

unsigned
letters_flag(struct letters letters, char letter)
{
	for (size_t i = 0; i < letters.count; i++)
		if (letters.at[i].letter == letter)
			return letters.at[i].flag;
	return 0;
}

struct str
letters_write(struct letters letters, unsigned flags, char *room)
{
	size_t len = 0;

	for (size_t i = 0; i < letters.count; i++)
		if ((flags & letters.at[i].flag) != 0)
			room[len++] = letters.at[i].letter;
	return (struct str) { room, len };
}
