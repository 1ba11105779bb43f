/* Numbers in options: see number.h. */
#include "number.h"

#include "shared/die.h"
#include "shared/str.h"

size_t
number_option(const char *text, size_t least, size_t most)
{
	uint64_t value = 0;

	if (!str_to_number(str_from(text), most, &value) || value < least)
		die(EX_USAGE, "%s is not a number from %zu to %zu", text, least,
		    most);
	return (size_t)value;
}
