/* Numbers, sizes and times in a configuration: see config_numbers.h. */
#include "base/config/config_numbers.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "shared/str.h"

#define TIME_MAX (86400.0 * 365)

/*
 * Writes a number as a user would: a size in the largest unit that divides it.
 */
static void
write_number(char room[STR_DIGITS + 2], uint64_t number, bool is_size)
{
	const unsigned shift = !is_size || number == 0 ? 0 :
	    number % ((uint64_t)1 << 20) == 0	       ? 20 :
	    number % ((uint64_t)1 << 10) == 0	       ? 10 :
							 0;

	(void)snprintf(room, STR_DIGITS + 2, "%llu%s",
	    (unsigned long long)(number >> shift),
	    shift == 20	    ? "M" :
		shift == 10 ? "K" :
			      ""); /* fits */
}

/* Returns null, or that the number is out of bounds. */
static const char *
is_off(uint64_t number, size_t least, size_t most, bool is_size,
    char wrong[CONFIG_WRONG])
{
	const bool too_small = number < least;
	char bound[STR_DIGITS + 2];

	if (!too_small && number <= most)
		return NULL;
	write_number(bound, too_small ? least : most, is_size);
	(void)snprintf(wrong, CONFIG_WRONG, "must be %s or %s", bound,
	    too_small ? "more" : "less"); /* fits */
	return wrong;
}

/* Reads a number. One that is too large for 64 bits becomes the largest. */
static bool
read_number(struct str text, uint64_t *number)
{
	*number = UINT64_MAX;
	if (str_to_number(text, UINT64_MAX, number))
		return true;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return text.len > 0;
}

const char *
config_read_number(const char *text, size_t least, size_t most, size_t *value,
    char wrong[CONFIG_WRONG])
{
	uint64_t number;
	const char *fault;

	if (!read_number(str_from(text), &number))
		return "must be a whole number";
	fault = is_off(number, least, most, false, wrong);
	if (fault == NULL)
		*value = (size_t)number;
	return fault;
}

const char *
config_read_size(const char *text, size_t least, size_t most, size_t *value,
    char wrong[CONFIG_WRONG])
{
	struct str digits = str_from(text);
	uint64_t number, unit = 1;
	const char *fault;

	if (digits.len > 0 && digits.at[digits.len - 1] == 'K')
		unit = 1024;
	if (digits.len > 0 && digits.at[digits.len - 1] == 'M')
		unit = (uint64_t)1024 * 1024;
	digits.len -= unit > 1;
	if (!read_number(digits, &number))
		return "must be a number of bytes, or end in K or M";
	number = number > UINT64_MAX / unit ? UINT64_MAX : number * unit;
	fault = is_off(number, least, most, true, wrong);
	if (fault == NULL)
		*value = (size_t)number;
	return fault;
}

static const char *
time_is_off(double bound, const char *which, char wrong[CONFIG_WRONG])
{
	(void)snprintf(wrong, CONFIG_WRONG, "must be %.10g seconds or %s",
	    bound, which); /* fits */
	return wrong;
}

const char *
config_read_time(const char *text, usec least, usec most, usec *value,
    char wrong[CONFIG_WRONG])
{
	const double low = (double)least / SEC;
	const double high = most > 0 ? (double)most / SEC : TIME_MAX;
	char *end;
	const double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || isnan(seconds))
		return "must be a time in seconds, such as 0.5";
	if (!(seconds >= low))
		return time_is_off(low, "more", wrong);
	if (!(seconds <= high))
		return time_is_off(high, "less", wrong);
	*value = (usec)(seconds * (double)SEC);
	return NULL;
}
