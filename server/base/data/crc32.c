/*
 * CRC-32: see crc32.h. Eight bytes at a time: row N of the table has the CRC of
 * each byte with N zero bytes after it. The CRC of a byte is the sum (exclusive
 * or) of those of its bits, so the compiler makes the table of eight constants
 * for each row, and it is never written.
 */
#include "base/data/crc32.h"

#define SUM(n, a, b, c, d, e, f, g, h)                                    \
	(((n)&1 ? (a) : 0) ^ ((n)&2 ? (b) : 0) ^ ((n)&4 ? (c) : 0) ^      \
	    ((n)&8 ? (d) : 0) ^ ((n)&16 ? (e) : 0) ^ ((n)&32 ? (f) : 0) ^ \
	    ((n)&64 ? (g) : 0) ^ ((n)&128 ? (h) : 0))
#define SUM4(n, ...)                                    \
	SUM(n, __VA_ARGS__), SUM((n) + 1, __VA_ARGS__), \
	    SUM((n) + 2, __VA_ARGS__), SUM((n) + 3, __VA_ARGS__)
#define SUM16(n, ...)                                     \
	SUM4(n, __VA_ARGS__), SUM4((n) + 4, __VA_ARGS__), \
	    SUM4((n) + 8, __VA_ARGS__), SUM4((n) + 12, __VA_ARGS__)
#define SUM64(n, ...)                                        \
	SUM16(n, __VA_ARGS__), SUM16((n) + 16, __VA_ARGS__), \
	    SUM16((n) + 32, __VA_ARGS__), SUM16((n) + 48, __VA_ARGS__)
#define ROW(...)                                                     \
	{                                                            \
		SUM64(0, __VA_ARGS__), SUM64(64, __VA_ARGS__),       \
		    SUM64(128, __VA_ARGS__), SUM64(192, __VA_ARGS__) \
	}

#define STEP 8

static const uint32_t table[STEP][256] = {
	ROW(0x77073096, 0xee0e612c, 0x076dc419, 0x0edb8832, 0x1db71064,
	    0x3b6e20c8, 0x76dc4190, 0xedb88320),
	ROW(0x191b3141, 0x32366282, 0x646cc504, 0xc8d98a08, 0x4ac21251,
	    0x958424a2, 0xf0794f05, 0x3b83984b),
	ROW(0x01c26a37, 0x0384d46e, 0x0709a8dc, 0x0e1351b8, 0x1c26a370,
	    0x384d46e0, 0x709a8dc0, 0xe1351b80),
	ROW(0xb8bc6765, 0xaa09c88b, 0x8f629757, 0xc5b428ef, 0x5019579f,
	    0xa032af3e, 0x9b14583d, 0xed59b63b),
	ROW(0x3d6029b0, 0x7ac05360, 0xf580a6c0, 0x30704bc1, 0x60e09782,
	    0xc1c12f04, 0x58f35849, 0xb1e6b092),
	ROW(0xcb5cd3a5, 0x4dc8a10b, 0x9b914216, 0xec53826d, 0x03d6029b,
	    0x07ac0536, 0x0f580a6c, 0x1eb014d8),
	ROW(0xa6770bb4, 0x979f1129, 0xf44f2413, 0x33ef4e67, 0x67de9cce,
	    0xcfbd399c, 0x440b7579, 0x8816eaf2),
	ROW(0xccaa009e, 0x4225077d, 0x844a0efa, 0xd3e51bb5, 0x7cbb312b,
	    0xf9766256, 0x299dc2ed, 0x533b85da),
};

static uint32_t
add_eight(uint32_t crc, const unsigned char *at)
{
	return table[7][(crc ^ at[0]) & 0xff] ^
	    table[6][(crc >> 8 ^ at[1]) & 0xff] ^
	    table[5][(crc >> 16 ^ at[2]) & 0xff] ^ table[4][crc >> 24 ^ at[3]] ^
	    table[3][at[4]] ^ table[2][at[5]] ^ table[1][at[6]] ^
	    table[0][at[7]];
}

uint32_t
crc32(uint32_t crc, const void *data, size_t len)
{
	const unsigned char *at = data;

	crc = ~crc;
	for (; len >= STEP; at += STEP, len -= STEP)
		crc = add_eight(crc, at);
	for (; len > 0; at++, len--)
		crc = crc >> 8 ^ table[0][(crc ^ *at) & 0xff];
	return ~crc;
}
