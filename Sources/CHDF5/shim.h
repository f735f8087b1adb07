#pragma once
#include <hdf5.h>

// Macros that call H5open() or hold a comma are invisible to Swift, and Swift 6 rejects the `..._g`
// globals behind them as shared mutable state; each gets a function here.

static inline hid_t energy_h5_default(void) { return H5P_DEFAULT; }
static inline hid_t energy_h5_errors(void) { return H5E_DEFAULT; }
static inline unsigned energy_h5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned energy_h5_truncate(void) { return H5F_ACC_TRUNC; }
static inline hsize_t energy_h5_unlimited(void) { return H5S_UNLIMITED; }
static inline haddr_t energy_h5_no_address(void) { return HADDR_UNDEF; }

static inline hid_t energy_h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t energy_h5_file_create(void) { return H5P_FILE_CREATE; }
static inline hid_t energy_h5_group_create(void) { return H5P_GROUP_CREATE; }
static inline hid_t energy_h5_link_create(void) { return H5P_LINK_CREATE; }
static inline hid_t energy_h5_dataset_create(void) { return H5P_DATASET_CREATE; }

static inline hid_t energy_h5_i8(void) { return H5T_STD_I8LE; }
static inline hid_t energy_h5_u8(void) { return H5T_STD_U8LE; }
static inline hid_t energy_h5_i16(void) { return H5T_STD_I16LE; }
static inline hid_t energy_h5_u16(void) { return H5T_STD_U16LE; }
static inline hid_t energy_h5_i32(void) { return H5T_STD_I32LE; }
static inline hid_t energy_h5_u32(void) { return H5T_STD_U32LE; }
static inline hid_t energy_h5_i64(void) { return H5T_STD_I64LE; }
static inline hid_t energy_h5_u64(void) { return H5T_STD_U64LE; }
static inline hid_t energy_h5_f32(void) { return H5T_IEEE_F32LE; }
static inline hid_t energy_h5_f64(void) { return H5T_IEEE_F64LE; }
static inline hid_t energy_h5_bits(void) { return H5T_STD_B8LE; }
static inline hid_t energy_h5_text(void) { return H5T_C_S1; }
static inline hid_t energy_h5_i16be(void) { return H5T_STD_I16BE; }
static inline hid_t energy_h5_u16be(void) { return H5T_STD_U16BE; }
static inline hid_t energy_h5_i32be(void) { return H5T_STD_I32BE; }
static inline hid_t energy_h5_u32be(void) { return H5T_STD_U32BE; }
static inline hid_t energy_h5_i64be(void) { return H5T_STD_I64BE; }
static inline hid_t energy_h5_u64be(void) { return H5T_STD_U64BE; }
static inline hid_t energy_h5_f32be(void) { return H5T_IEEE_F32BE; }
static inline hid_t energy_h5_f64be(void) { return H5T_IEEE_F64BE; }
