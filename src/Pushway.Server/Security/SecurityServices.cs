using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;

namespace Pushway.Server.Security;

/// <summary>Composition of master key, key ring and the encryption of secrets.</summary>
internal static class SecurityServices
{
    public static IServiceCollection AddPushwaySecurity(this IServiceCollection services)
    {
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section);
        services.AddSingleton<MasterKeyFile>();
        services.AddSingleton(provider => provider.GetRequiredService<MasterKeyFile>().Read());
        services.AddSingleton<MasterKeyCheck>();
        services.AddSingleton<RingKeyWrap>();
        services.AddSingleton<StoredKeyRing>();
        services.AddSingleton<SecretProtector, DataProtectionSecrets>();
        services.AddSingleton<KeyMaker>();
        services.AddDataProtection().SetApplicationName("pushway");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, RingSetup>();
        return services;
    }

    private sealed class RingSetup(StoredKeyRing ring, RingKeyWrap wrap) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options)
        {
            options.XmlRepository = ring;
            options.XmlEncryptor = wrap;
        }
    }
}
