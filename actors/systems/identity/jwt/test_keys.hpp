#pragma once

#include <string_view>

/// Keys for tests: those of RFC 7515 appendix A and RFC 8037 appendix A, rewritten as PEM, and some
/// of no use to anybody.
namespace fleetwire::systems::identity::jwt::test_keys {

/// Of RFC 7515 A.1 to A.3: {"iss":"joe", "exp":1300819380, "http://example.com/is_root":true}
inline constexpr std::string_view payload =
  "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
  "Ijp0cnVlfQ";
/// Base64url.
inline constexpr std::string_view a1_secret =
  "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CA"
  "ow";
inline constexpr std::string_view a1_header = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9";
inline constexpr std::string_view a1_signature = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr std::string_view a2_public =
  "-----BEGIN PUBLIC KEY-----\n"
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj\n"
  "NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz\n"
  "P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo\n"
  "9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB\n"
  "EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX\n"
  "FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp\n"
  "oQIDAQAB\n"
  "-----END PUBLIC KEY-----\n";
inline constexpr std::string_view a2_header = "eyJhbGciOiJSUzI1NiJ9";
inline constexpr std::string_view a2_signature =
  "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt"
  "_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArL"
  "IARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7no"
  "OPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQ"
  "Ge77Rw";
inline constexpr std::string_view a3_public =
  "-----BEGIN PUBLIC KEY-----\n"
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"
  "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
  "-----END PUBLIC KEY-----\n";
inline constexpr std::string_view a3_private =
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff\n"
  "H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp\n"
  "7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt\n"
  "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view a3_header = "eyJhbGciOiJFUzI1NiJ9";
inline constexpr std::string_view a3_signature =
  "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU"
  "1Q";
inline constexpr std::string_view rfc8037_public =
  "-----BEGIN PUBLIC KEY-----\n"
  "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
  "-----END PUBLIC KEY-----\n";
inline constexpr std::string_view rfc8037_private =
  "-----BEGIN PRIVATE KEY-----\n"
  "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
  "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view rfc8037_input =
  "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
inline constexpr std::string_view rfc8037_signature =
  "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0K"
  "Ag";
/// 2048 bits.
inline constexpr std::string_view rsa_private =
  "-----BEGIN PRIVATE KEY-----\n"
  "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCvkHGYztZzDRqa\n"
  "7VeUQuj3+N0x+SDsN/AZgF8+luxISNOuLatE08rTT9jwahNynxQEi+yPVqU9SPCl\n"
  "h7HmY+rlGA6mWKNu2gKUEtORHzhuX/vyRFapQWIwHJlg+ynp7KHyM/qyiqJnltH6\n"
  "+KXgefh3uf9dHe0AgxT3J0RC0Lntk3bi1tm04Z+36dRRn/p7lkD2eJRptwsdXL9l\n"
  "W0Chazm/iEFpvJt3bplWveXGBUHbBrCzps2hIYVxWRQvGmkX7xPCtFc6c5eDbsQ+\n"
  "03o/pKJXi+bsAEhu3P/Uyr2/bzjy/FHrXTo4be2Z0GwoyQOtEYPYS/plt3KGps/w\n"
  "ysqP7SavAgMBAAECggEAD0rRIkLN+iqHiTwoN0FWwpa6SaqOHBVJRCdi5HRH84no\n"
  "alEPDIk4LwzS9CoBNKg3mafIfLnK3do3H+wAanWEldzxFbs9zR+PPu+e3xKtmyug\n"
  "Kfua4tZPo6oyD/kAryAOASdW7GtX9xbzhl1XMYTeSCt621UKelNwpZCViQ5eS5u6\n"
  "JY7IcAWWo2cwtpgoErAISXZrumIr2g4h2kWKuMiNO3yPifj2ElkzJh6yzGFQmmqr\n"
  "U1o/dsoU4BMr+LpLPArl6G8OgK+AQ2HA2MA4+shY8tsb3SedQLAmcYwtNFe0l0Ox\n"
  "c/7GYC40uDLl0vpdNy/mDqSGmOHMqg2A695ex5cz0QKBgQDj0UmltPbDsdxn/7YW\n"
  "K0WCk6BFNkXkIUneQc1wfzcdHl25p5JCRO7I8cro6WKPeTiPYXxd0RKX/bkJcekk\n"
  "ZQDPZZwAxkor6Mpo9aBVROGzLW4oaydtJ1CFsywDKkodYD2kNxYPBD49F7Tlg39k\n"
  "vc7VoHKsuOCA7bSe4FDLd4wUsQKBgQDFSFsWrfYWCBQCm0lcNwSTLYOzMUs/U1f3\n"
  "ykWABm6W69fP0tNS7WzYNJzX590+RFRdMEgh9Z1CbTuKk0uBLijzEQQ0ePXIe/HR\n"
  "GDm59KuU8uiuo328HuxUBrrV6j4/HVOq6lQzv7gXXY2iUiLA7NVtGcx3hSI29R5G\n"
  "nkl9UHtJXwKBgQC6DguatG8vpYt+t/zqoA5VtOEYhVmRFYqxZIY2kP7e3hTnca5m\n"
  "RsvI+oefrjMbP4Hsv04FhKEt1j4PM6OXYJHHz5EXpNmggK8GB0wZN3cokTq88b4y\n"
  "TABcINcaAqii0x2khoSSYQG/fSP0qW8aRFWubCobW6WmRfvUIRh7Azg5EQKBgEvk\n"
  "ML5Bv4fsJZ53FDp4I7dma+J0FQlQS2fUFPZSAxrlsQiOhqLBGPz3CFr6JB7+9CFB\n"
  "II6HyK40DRKa5RHVqwUOR7rTyWENZRHVqudBGvxakW4VEJpcnvcX+6msybNH2dbG\n"
  "/AtINk4uu/x0clAbC2ND6GcV/Pp9Qt9Rpt2hJzwrAoGBAKm+gR4IxiHV7jecQ6ce\n"
  "YmVgVkuX20t34cgR5i8fA3Ya4PkFVztJXm+6HKnEAz1dr7na6QgLEtIj7j2k5ofa\n"
  "Al1uhdDF4du/eULRmnLu1C572OxG/uZqytEmmBtPSDXaaMXLwKm+B2ZX5kDC9Z4j\n"
  "Q0yFyYvCfvKpLrcBRYuL/AnC\n"
  "-----END PRIVATE KEY-----\n";
inline constexpr std::string_view rsa_1024_public =
  "-----BEGIN PUBLIC KEY-----\n"
  "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDTuw2lEoZJDaDUSVoNX0Qkfb6F\n"
  "KLjQrklxokcJNNmSGqek7RV0ckhzLNuP2AWuY4zt7QTT3QLScBtklr/57arB6OSJ\n"
  "o0whGz/eNBeyjPRWVTOxhWdp4Pyrl14nVr7uikso+6C9948ok0Cwc4qKVCLgyVHN\n"
  "2feDRoxjuY9TPXKwFwIDAQAB\n"
  "-----END PUBLIC KEY-----\n";
inline constexpr std::string_view p384_public =
  "-----BEGIN PUBLIC KEY-----\n"
  "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE/pZAsT/fDGDFIeZ2aCTwucyib14YKZOy\n"
  "77+Ov2n2sQS8pB2g2m53/7gEWcIDMQoFTDexQ4z5eVDwDF8Fx1ZtzxsL5lGiAmJU\n"
  "KD0Aiwuo/NKyC2cFcia7iyd0Tl4dGOvW\n"
  "-----END PUBLIC KEY-----\n";

} // namespace fleetwire::systems::identity::jwt::test_keys
