using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Pushway.Core.Apps;

namespace Pushway.Server.Security;

/// <summary>Keeps the encryption key ring in the database, so that all nodes share it.</summary>
internal sealed class StoredKeyRing(IAppStore apps) : IXmlRepository
{
    // The interface is synchronous and is called a few times in a process' life, never on a request's hot path.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. apps.ReadKeyRingAsync(CancellationToken.None).GetAwaiter().GetResult().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) =>
        apps.AddToKeyRingAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting), CancellationToken.None)
            .GetAwaiter().GetResult();
}
