using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace ResearchAgent.Readers.Pdf;

/// <summary>PdfPig's filters, which give what they can of a damaged stream and say nothing: here the damage is noted.</summary>
internal sealed class CheckedFilters(DamageLog damage) : IFilterProvider
{
    private readonly IFilterProvider _filters = DefaultFilterProvider.Instance;

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken streamDictionary) => Checked(_filters.GetFilters(streamDictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Checked(_filters.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Checked(_filters.GetAllFilters());

    private IFilter[] Checked(IReadOnlyList<IFilter> filters) => [.. filters.Select(f => f is FlateFilter flate ? new CheckedFlate(flate, damage) : f)];

    private sealed class CheckedFlate(FlateFilter inner, DamageLog damage) : IFilter
    {
        /// <summary>The two bytes before the deflated data, see RFC 1950.</summary>
        private const int HeaderBytes = 2;

        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            var decoded = inner.Decode(input, streamDictionary, filterProvider, filterIndex);
            if (!IsWhole(input))
            {
                damage.NoteBrokenStream();
            }

            return decoded;
        }

        // Inflating once more costs little beside what is made of the data.
        private static bool IsWhole(ReadOnlyMemory<byte> input)
        {
            if (input.Length <= HeaderBytes || !MemoryMarshal.TryGetArray(input, out var bytes))
            {
                return true;
            }

            var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
            try
            {
                using var deflated = new DeflateStream(new MemoryStream(bytes.Array!, bytes.Offset + HeaderBytes, bytes.Count - HeaderBytes, writable: false), CompressionMode.Decompress);
                while (deflated.Read(buffer) > 0)
                {
                }

                return true;
            }
            catch (InvalidDataException)
            {
                return false;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
