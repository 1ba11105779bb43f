/*
 * CRC-32 as gzip(1), zip and Ethernet compute it: it finds damage, not forgery.
 */
#ifndef SERVER_BASE_DATA_CRC32_H
#define SERVER_BASE_DATA_CRC32_H

#include <stddef.h>
#include <stdint.h>

/*
 * Returns the CRC of bytes that follow others whose CRC is crc, or 0 if they
 * are the first.
 */
uint32_t crc32(uint32_t crc, const void *at, size_t len);

#endif
